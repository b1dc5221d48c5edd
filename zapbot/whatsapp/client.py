"""The Cloud API over HTTP, as a connector.

httpx carries aiohttp underneath: its own pool collapses with concurrency. aiohttp's transport reports a cut
connection as a *connect* time-out; only the exception below it tells whether the request surely never left.
"""

from typing import Any

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import AiohttpTransport

from zapbot import __version__
from zapbot.connector import Accepted, Outcome, Outgoing, Refused, Sender, Unknown, Unsent, Update
from zapbot.errors import InvalidContentError
from zapbot.whatsapp import faults, inbound, outbound, signature
from zapbot.whatsapp.payloads import items, mapping, sender, text

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_CONNECTIONS = 300


class CloudApi:
    """One phone number on Meta's Cloud API."""

    def __init__(self, api_url: str, version: str, phone_number_id: str, access_token: str, app_secret: str) -> None:
        self._url = f"{api_url.rstrip('/')}/{version}/{phone_number_id}/messages"
        self._phone_number_id = phone_number_id
        self._token = access_token
        self._secret = app_secret
        self._client: httpx.AsyncClient | None = None

    def authentic(self, body: bytes, signature_: str | None) -> bool:
        """Whether Meta signed the body with this app's secret."""
        return signature.verify(body, signature_, self._secret)

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
        try:
            answer = await self._http().post(self._url, content=msgspec.json.encode(body))
        except httpx.HTTPError as error:
            never_left = isinstance(error.__cause__, _NEVER_LEFT)
            return Unsent(_words(error)) if never_left else Unknown(_words(error))
        return _outcome(answer.status_code, answer.content)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _http(self) -> httpx.AsyncClient:
        """The client, made on first use: it belongs to the event loop it is made in."""
        if self._client is None:
            limits = httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=15)
            headers = {
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": f"zapbot/{__version__}",
            }
            transport = AiohttpTransport(limits=limits)
            self._client = httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, headers=headers)
        return self._client


def _outcome(status: int, body: bytes) -> Outcome:
    """What an answer means. An answer nobody of Meta's wrote proves nothing about the message."""
    data = _json(body)
    error = mapping(data.get("error"))
    if status == 200 and not error:
        return _accepted(data)
    if error:
        code = error.get("code")
        code = int(code) if isinstance(code, str) and code.isdigit() else code
        details = mapping(error.get("error_data")).get("details") or error.get("error_data")
        reason = text(details) or text(error.get("message")) or f"error {code}"
        return faults.decide(code if isinstance(code, int) else None, reason, status)
    if status >= 500 or 200 <= status < 400:
        return Unknown(f"HTTP {status} without a word from WhatsApp")
    return faults.decide(None, f"HTTP {status} without a word from WhatsApp", status)


def _accepted(data: dict[str, Any]) -> Outcome:
    id = mapping(next(iter(items(data.get("messages"))), None)).get("id")
    if not isinstance(id, str) or not id:
        return Unknown("HTTP 200 without a message id")
    contact = mapping(next(iter(items(data.get("contacts"))), None))
    recipient = sender(contact.get("wa_id"), contact.get("user_id"))
    return Accepted(id, Sender(bsuid=recipient.bsuid, wa_id=recipient.wa_id))


def _json(body: bytes) -> dict[str, Any]:
    try:
        return mapping(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def _words(error: Exception) -> str:
    return f"{type(error.__cause__ or error).__name__}: {error}"[:300]
