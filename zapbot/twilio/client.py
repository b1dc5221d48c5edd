"""Twilio as a connector."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from zapbot.connector import (
    Fetched,
    File,
    Knock,
    NumberChange,
    Outcome,
    Outgoing,
    Refused,
    Sender,
    Sink,
    Stored,
    Update,
)
from zapbot.errors import InvalidContentError
from zapbot.twilio import faults, form, inbound, outbound, signature

if TYPE_CHECKING:
    from zapbot.twilio.wire import Wire

MOST_BYTES = 16 * 1024 * 1024
"""Of a file Twilio fetches."""
LINK_SECONDS = 30 * 24 * 3600.0
"""How long a file stays to be fetched: as long as an address is used again."""

FileLink = Callable[[Stored, float], str]
"""The public address of a stored file until a moment."""


class Twilio:
    """The business's WhatsApp numbers, in digits, of one Twilio account.

    `callback_url` is the public address of the webhook door. `file_link` is None where there is none by https.
    """

    proof = "x-twilio-signature"

    def __init__(
        self,
        api_url: str,
        account: str,
        auth_token: str,
        numbers: tuple[str, ...],
        callback_url: str,
        file_link: FileLink | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.numbers = numbers
        self._url = api_url.rstrip("/")
        self._account = account
        self._tokens = [token.strip() for token in auth_token.split(",")]
        self._callback_url = callback_url
        self._file_link = file_link
        self._now = now
        self._wire: Wire | None = None

    def authentic(self, knock: Knock) -> bool:
        """Whether Twilio signed the address and the form; while the token is being changed, with the new or the old."""
        given = knock.headers.get(self.proof)
        return any(signature.verify(knock.url, knock.body, given, token) for token in self._tokens)

    def kept(self, knock: Knock) -> bytes:
        """The form, with the attempt that the address of a status names."""
        return form.with_callback(knock.body, urlsplit(knock.url).query)

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """A form as updates. Raises MalformedEventError."""
        return inbound.parse(body, received_at, self._account, self.numbers)

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """What a failure told by a status means."""
        return faults.decide(code, reason)

    async def send(self, message: Outgoing) -> Outcome:
        """POST Messages.json once."""
        try:
            fields = outbound.fields(message)
        except InvalidContentError as error:
            return Refused(str(error))
        fields["From"] = f"whatsapp:+{message.number or self.numbers[0]}"
        fields["StatusCallback"] = f"{self._callback_url}?{urlencode({form.CALLBACK: message.callback})}"
        return await self._opened().post(f"{self._url}/2010-04-01/Accounts/{self._account}/Messages.json", fields)

    async def typing(self, number: str, message_id: str) -> bool:  # noqa: ARG002
        """There is none."""
        return False

    async def read(self, number: str, message_id: str) -> bool:  # noqa: ARG002
        """There is none."""
        return False

    async def upload(self, number: str, file: Stored) -> str | Outcome:  # noqa: ARG002
        """Twilio takes no files, it fetches them: the address where it can."""
        if self._file_link is None:
            return Refused("Twilio fetches files from this server: set ZAPBOT_PUBLIC_URL to its https address")
        if file.size > MOST_BYTES:
            return Refused(f"the file has {file.size} bytes, Twilio takes {MOST_BYTES}")
        return self._file_link(file, self._now() + LINK_SECONDS)

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:  # noqa: ARG002
        """GET the address the message named."""
        return await self._opened().download(file.url, sink) if file.url else Refused("the file has no address")

    async def about(self, number: str) -> NumberChange | Outcome:  # noqa: ARG002
        """Twilio tells nothing of a number's quality."""
        return Refused("Twilio tells nothing of a number's quality")

    async def block(self, number: str, person: Sender, blocked: bool) -> Outcome | None:  # noqa: ARG002
        """Twilio blocks nobody at WhatsApp, so there is nobody to block no more."""
        return Refused("Twilio cannot block anybody at WhatsApp") if blocked else None

    async def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    def _opened(self) -> "Wire":
        """The connections, made on first use: the server, which never sends, stays smaller."""
        if self._wire is None:
            from zapbot.twilio.wire import Wire

            self._wire = Wire(self._url, self._account, self._tokens[0])
        return self._wire
