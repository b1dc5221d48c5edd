"""One POST to the Graph API, with the one question that matters when it fails: did it leave?

httpx carries aiohttp underneath: its own pool collapses with concurrency. aiohttp's transport reports a cut
connection as a *connect* time-out; only the exception below it tells whether the request surely never left.
"""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from zapbot import __version__
from zapbot.connector import Outcome, Unknown, Unsent
from zapbot.whatsapp import answers

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError)  # what the transport does not translate too
_BAD_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, *_BAD_ADDRESS)
_CONNECTIONS = 300
_JSON = {"Content-Type": "application/json"}


class Wire:
    """Connections to one address; they belong to the event loop they are made in."""

    def __init__(self, url: str, access_token: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=15)),
            timeout=_TIMEOUT,
            headers={
                "Authorization": f"Bearer {access_token}",
                "User-Agent": f"zapbot/{__version__}",
            },
        )

    async def post(self, body: bytes) -> Outcome:
        """Send a body once."""
        try:
            answer = await self._client.post(self._url, content=body, headers=_JSON)
        except _FAILURES as error:
            never_left = isinstance(error.__cause__ or error, _NEVER_LEFT)
            return Unsent(_words(error)) if never_left else Unknown(_words(error))
        return answers.outcome(answer.status_code, answer.content)

    async def tell(self, body: bytes) -> bool:
        """Send something that is no message; whether Meta took it."""
        try:
            return (await self._client.post(self._url, content=body, headers=_JSON)).status_code == 200
        except _FAILURES:
            return False

    async def upload(self, data: bytes, mime: str, filename: str) -> str | Outcome:
        """Upload a file (fact sheet, section 9); its id, or how it failed. Nothing is sent to anybody by it."""
        form = {"messaging_product": "whatsapp", "type": mime}
        url = f"{self._url.removesuffix('/messages')}/media"
        try:
            answer = await self._client.post(url, data=form, files={"file": (filename, data, mime)})
        except _FAILURES as error:
            return Unsent(_words(error))
        return answers.media_id(answer.status_code, answer.content)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _words(error: Exception) -> str:
    return f"{type(error.__cause__ or error).__name__}: {error}"[:300]
