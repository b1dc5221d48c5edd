"""HTTP to a provider, and the one question that matters when a send fails: did it leave?

httpx carries aiohttp underneath: its own pool collapses with concurrency. aiohttp's transport reports a cut
connection as a *connect* time-out; only the exception below it tells whether the request surely never left.
"""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from zapbot import __version__

FAILURES = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError)
"""Every way a request fails; some the transport does not translate."""
TIMEOUT = httpx.Timeout(30.0, connect=10.0)

_BAD_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, *_BAD_ADDRESS)
_CONNECTIONS = 300


def client(headers: dict[str, str], timeout: httpx.Timeout = TIMEOUT) -> httpx.AsyncClient:
    """Connections that carry these headers; they belong to the event loop they are made in."""
    return httpx.AsyncClient(
        transport=AiohttpTransport(limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=15)),
        timeout=timeout,
        headers={"User-Agent": f"zapbot/{__version__}", **headers},
    )


def never_left(error: Exception) -> bool:
    """Whether a request that failed like this surely never reached the provider."""
    return isinstance(error.__cause__ or error, _NEVER_LEFT)


def words(error: Exception) -> str:
    """What went wrong, in short."""
    return f"{type(error.__cause__ or error).__name__}: {error}"[:300]
