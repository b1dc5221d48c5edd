"""The Cloud API as a connector."""

from typing import TYPE_CHECKING

import msgspec

from zapbot.connector import Outcome, Outgoing, Refused, Update
from zapbot.errors import InvalidContentError
from zapbot.whatsapp import faults, inbound, outbound, signature

if TYPE_CHECKING:
    from zapbot.whatsapp.wire import Wire


class CloudApi:
    """One phone number on Meta's Cloud API."""

    def __init__(self, api_url: str, version: str, phone_number_id: str, access_token: str, app_secret: str) -> None:
        self._url = f"{api_url.rstrip('/')}/{version}/{phone_number_id}/messages"
        self._phone_number_id = phone_number_id
        self._token = access_token
        self._secrets = [secret.strip() for secret in app_secret.split(",")]
        self._wire: Wire | None = None

    def authentic(self, body: bytes, signature_: str | None) -> bool:
        """Whether Meta signed the body with this app's secret; while it is being changed, the new or the old."""
        return any(signature.verify(body, signature_, secret) for secret in self._secrets)

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """A webhook body as updates. Raises MalformedEventError."""
        return inbound.parse(body, received_at, self._phone_number_id)

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """What a failure told by a status means."""
        return faults.decide(code, reason or f"error {code}")

    async def send(self, message: Outgoing) -> Outcome:
        """POST /messages once."""
        try:
            body = outbound.body(message)
        except InvalidContentError as error:
            return Refused(str(error))
        return await self._opened().post(msgspec.json.encode(body))

    async def typing(self, message_id: str) -> bool:
        """POST /messages with status read and a typing indicator; it is gone after 25 s or with the next message."""
        indicator = {"typing_indicator": {"type": "text"}}
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id, **indicator}
        return await self._opened().tell(msgspec.json.encode(body))

    async def upload(self, data: bytes, mime: str, filename: str) -> str | Outcome:
        """POST /media; the id lives 30 days."""
        return await self._opened().upload(data, mime, filename)

    async def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    def _opened(self) -> "Wire":
        """The connections, made on first use: the server, which never sends, stays 10 MB smaller."""
        if self._wire is None:
            from zapbot.whatsapp.wire import Wire

            self._wire = Wire(self._url, self._token)
        return self._wire
