"""Meta's dialect as a connector: `Dialect` is what all who speak it share, `CloudApi` is Meta itself."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

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
    TemplateCopy,
    Update,
)
from zapbot.errors import InvalidContentError
from zapbot.templates import Definition
from zapbot.whatsapp import faults, inbound, outbound, signature

if TYPE_CHECKING:
    from zapbot.whatsapp.wire import Wire


class Dialect:
    """Phone numbers behind an address that takes and posts Meta's JSON; `headers` are the right to call it."""

    def __init__(self, url: str, numbers: tuple[str, ...], headers: dict[str, str]) -> None:
        self.numbers = numbers
        self._url = url
        self._headers = headers
        self._wire: Wire | None = None

    def kept(self, knock: Knock) -> bytes:
        """The body as it came."""
        return knock.body

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """A webhook body as updates. Raises MalformedEventError."""
        return inbound.parse(body, received_at, self.numbers)

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """What a failure told by a status means."""
        return faults.decide(code, reason or f"error {code}")

    async def send(self, message: Outgoing) -> Outcome:
        """POST /messages of the number once."""
        try:
            body = outbound.body(message)
        except InvalidContentError as error:
            return Refused(str(error))
        return await self._opened().post(self._messages(message.number), msgspec.json.encode(body))

    async def typing(self, number: str, message_id: str) -> bool:
        """POST /messages with status read and a typing indicator; it is gone after 25 s or with the next message."""
        return await self._receipt(number, message_id, typing_indicator={"type": "text"})

    async def read(self, number: str, message_id: str) -> bool:
        """POST /messages with status read: that message and all before it."""
        return await self._receipt(number, message_id)

    async def upload(self, number: str, file: Stored) -> str | Outcome:
        """POST /media of the number; the id lives 30 days."""
        return await self._opened().upload(f"{self._place(number)}/media", file)

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:
        """A customer's file, from where it lies now."""
        from zapbot.whatsapp.downloads import download

        return await download(self._opened(), self._node(number, file.id), self._url, file, sink, self._lies)

    async def about(self, number: str) -> NumberChange | Outcome:
        """Nobody but Meta itself tells how a number stands."""
        return Refused(f"this channel does not tell how the number {number} stands")

    async def block(self, number: str, person: Sender, blocked: bool) -> Outcome | None:
        """POST or DELETE /block_users of the number."""
        from zapbot.whatsapp import blocking

        return await blocking.block(self._opened(), f"{self._place(number)}/block_users", person, blocked)

    async def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def _receipt(self, number: str, message_id: str, **more: Any) -> bool:
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id, **more}
        return await self._opened().tell(self._messages(number), msgspec.json.encode(body))

    def _messages(self, number: str) -> str:
        return f"{self._place(number)}/messages"

    def _place(self, number: str) -> str:
        """Where a number's messages and files are posted."""
        return f"{self._url}/{number or self.numbers[0]}"

    def _node(self, number: str, id: str) -> str:
        """What is known about a file of a number."""
        return f"{self._url}/{quote(id, safe='')}?phone_number_id={number or self.numbers[0]}"

    def _lies(self, url: str) -> str:
        """Where a file can be read that lies at one of Meta's addresses."""
        return url

    def _opened(self) -> "Wire":
        """The connections, made on first use: the server, which never sends, stays 10 MB smaller."""
        if self._wire is None:
            from zapbot.whatsapp.wire import Wire

            self._wire = Wire(self._headers)
        return self._wire


class CloudApi(Dialect):
    """The business's phone numbers on Meta's Cloud API: one account, one token, one app secret."""

    proof = "x-hub-signature-256"

    def __init__(
        self,
        api_url: str,
        version: str,
        numbers: tuple[str, ...],
        access_token: str,
        app_secret: str,
        account: str = "",
    ) -> None:
        super().__init__(f"{api_url.rstrip('/')}/{version}", numbers, {"Authorization": f"Bearer {access_token}"})
        self._secrets = [secret.strip() for secret in app_secret.split(",")]
        self._account = account

    def authentic(self, knock: Knock) -> bool:
        """Whether Meta signed the body with this app's secret; while it is being changed, the new or the old."""
        given = knock.headers.get(self.proof)
        return any(signature.verify(knock.body, given, secret) for secret in self._secrets)

    async def about(self, number: str) -> NumberChange | Outcome:
        """GET the number's node: quality, messaging limit, name, status."""
        from zapbot.whatsapp import node

        return await node.about(self._opened(), self._place(number), number or self.numbers[0])

    async def list_templates(self) -> list[TemplateCopy] | Outcome:
        """GET /message_templates of the account, all pages."""
        from zapbot.whatsapp import account

        return await account.listed(self._opened(), self._templates())

    async def create_template(self, definition: Definition) -> TemplateCopy | Outcome:
        """POST /message_templates of the account."""
        from zapbot.whatsapp import account

        return await account.create(self._opened(), self._templates(), definition)

    async def delete_template(self, name: str, remote_id: str | None = None) -> Outcome | None:
        """DELETE /message_templates of the account."""
        from zapbot.whatsapp import account

        return await account.delete(self._opened(), self._templates(), name, remote_id)

    def _templates(self) -> str:
        return f"{self._url}/{self._account}/message_templates"
