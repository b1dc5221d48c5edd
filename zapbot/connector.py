"""The seam between zapbot and a channel: what comes in, what goes out, how a send can end.

A connector is one module that speaks one provider's dialect. Everything else knows only these words.
"""

from typing import Any, Protocol

import msgspec

from zapbot.model import Content


class Sender(msgspec.Struct, frozen=True):
    """Who wrote, by every name the channel gave: its own user id, the number, the profile."""

    bsuid: str | None = None
    parent_bsuid: str | None = None
    wa_id: str | None = None
    username: str | None = None
    name: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to find the contact by."""
        return bool(self.bsuid or self.parent_bsuid or self.wa_id)


class Inbound(msgspec.Struct, frozen=True):
    """A message from a customer, or typed by staff on the business's phone (an echo)."""

    id: str
    at: float
    sender: Sender
    kind: str
    text: str = ""
    content: dict[str, Any] = {}
    reply_to: str | None = None
    option: str | None = None
    media_id: str | None = None
    wakes_bot: bool = True
    opens_window: bool = True
    late: bool = False


class Echo(msgspec.Struct, frozen=True):
    """What a person wrote on the phone; the inbound's sender is whom it was written to."""

    message: Inbound


class StatusChange(msgspec.Struct, frozen=True):
    """What became of a message we sent; `callback` is the id of the attempt, as we gave it."""

    id: str
    status: str
    at: float
    recipient: Sender = Sender()
    callback: str | None = None
    code: int | None = None
    reason: str | None = None


class Edited(msgspec.Struct, frozen=True):
    """The customer changed a message."""

    original: str
    at: float
    text: str
    content: dict[str, Any]


class Revoked(msgspec.Struct, frozen=True):
    """The customer took a message back."""

    original: str
    at: float


class Reaction(msgspec.Struct, frozen=True):
    """The customer reacted to a message; no emoji takes it back."""

    target: str
    at: float
    sender: Sender
    emoji: str = ""


class Renamed(msgspec.Struct, frozen=True):
    """A person's number or user id changed: `old` and `new` are the same person."""

    old: Sender
    new: Sender
    at: float


class Other(msgspec.Struct, frozen=True):
    """Something we keep but do not act on, with a word on why."""

    field: str
    reason: str


class Broken(msgspec.Struct, frozen=True):
    """A part of a webhook that cannot be understood; the rest of it can."""

    reason: str


Update = Inbound | Echo | StatusChange | Edited | Revoked | Reaction | Renamed | Other | Broken


class Outgoing(msgspec.Struct, frozen=True):
    """A message on its way: to whom, what, and the id of this attempt."""

    to: Sender
    content: Content
    callback: str
    reply_to: str | None = None


class Accepted(msgspec.Struct, frozen=True):
    """The provider took the message; delivery is told later."""

    id: str
    recipient: Sender = Sender()


class Retry(msgspec.Struct, frozen=True):
    """Surely not delivered, worth trying again; `attempts` caps how often for this reason."""

    reason: str
    code: int | None = None
    attempts: int | None = None


class Hold(msgspec.Struct, frozen=True):
    """Too fast: wait without counting it as an attempt. `scope` is contact or number, `slower` halves the rate."""

    reason: str
    seconds: float
    code: int | None = None
    scope: str = "contact"
    slower: bool = False


class Stop(msgspec.Struct, frozen=True):
    """The number cannot send at all until somebody repairs it; the queue waits."""

    reason: str
    code: int | None = None


class Refused(msgspec.Struct, frozen=True):
    """This message will never be taken."""

    reason: str
    code: int | None = None


class Unsent(msgspec.Struct, frozen=True):
    """The request surely never left."""

    reason: str


class Unknown(msgspec.Struct, frozen=True):
    """The request may have arrived; nobody can say yet."""

    reason: str


Outcome = Accepted | Retry | Hold | Stop | Refused | Unsent | Unknown


class Connector(Protocol):
    """What a channel must be able to do."""

    def authentic(self, body: bytes, signature: str | None) -> bool:
        """Whether a webhook body was signed by the provider."""

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """A webhook body as updates. Raises MalformedEventError when it is none."""

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """What a failure that was told later means, as if it had been the answer to the send."""

    async def send(self, message: Outgoing) -> Outcome:
        """Send once. Nothing is raised: every ending is an outcome."""

    async def typing(self, message_id: str) -> bool:
        """Mark a customer's message read and show that somebody writes; whether that worked."""

    async def upload(self, data: bytes, mime: str, filename: str) -> str | Outcome:
        """Give the provider a file; the id it can be sent by, or how it failed."""

    async def close(self) -> None:
        """Give connections back."""
