"""What a channel must be able to do."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import msgspec

from zapbot.connector.outcomes import Outcome, Outgoing
from zapbot.connector.updates import File, NumberChange, Sender, TemplateCopy, Update
from zapbot.templates import Definition


class Knock(msgspec.Struct, frozen=True):
    """Somebody at the webhook door: the public address they called, their headers (names in lower case), the body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Fetched(msgspec.Struct, frozen=True):
    """A customer's file has been read to its end; what the channel says it should be."""

    mime: str | None = None
    sha256: str | None = None
    size: int | None = None


class Sink(Protocol):
    """Takes a file's bytes as they come."""

    def restart(self) -> None:
        """What came so far was not the file: forget it."""

    def write(self, data: bytes) -> None:
        """The next bytes. Raises ValueError when the file is larger than may be kept."""


class Stored(msgspec.Struct, frozen=True):
    """A file of ours to give away; `parts` reads it from its beginning."""

    sha256: str
    mime: str
    filename: str
    size: int
    parts: Callable[[], Iterator[bytes]]


class Connector(Protocol):
    """What a channel must be able to do. `number` is the business's number, as the channel names it."""

    numbers: tuple[str, ...]
    """The business's numbers, the main one first."""

    proof: str
    """The header, in lower case, by which a webhook proves where it comes from."""

    def authentic(self, knock: Knock) -> bool:
        """Whether a webhook was sent by the provider."""

    def kept(self, knock: Knock) -> bytes:
        """What is stored of an authentic webhook: all that `parse` will need."""

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """What was kept of a webhook as updates. Raises MalformedEventError when it is none."""

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """What a failure that was told later means, as if it had been the answer to the send."""

    async def send(self, message: Outgoing) -> Outcome:
        """Send once. Nothing is raised: every ending is an outcome."""

    async def typing(self, number: str, message_id: str) -> bool:
        """Mark a customer's message read and show that somebody writes; whether that worked."""

    async def read(self, number: str, message_id: str) -> bool:
        """Mark a customer's message, and those before it, as read; whether that worked."""

    async def upload(self, number: str, file: Stored) -> str | Outcome:
        """Give the provider a file; what it can be sent by (`id:...` or an https address), or how it failed."""

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:
        """Read a customer's file into a sink, or say how that failed; Retry and Unsent are worth another try."""

    async def about(self, number: str) -> NumberChange | Outcome:
        """How a number stands with the channel now, or how asking failed."""

    async def block(self, number: str, person: Sender, blocked: bool) -> Outcome | None:
        """Have a number block somebody, or block them no more; None when it is done. Twice is as once."""

    async def close(self) -> None:
        """Give connections back."""


class Templates(Protocol):
    """What a channel with templates of its own can do: the business account's, whichever number sends them."""

    async def list_templates(self) -> list[TemplateCopy] | Outcome:
        """Every template of the account, or why they could not be read."""

    async def create_template(self, definition: Definition) -> TemplateCopy | Outcome:
        """Hand in a template for approval; what became of it so far, or why it was not taken."""

    async def delete_template(self, name: str, remote_id: str | None = None) -> Outcome | None:
        """Delete one language of a template, or all of them without an id; None when it is done."""

    async def close(self) -> None:
        """Give connections back."""
