"""Posts to addresses that somebody chose: checked, never redirected, and whatever comes back is barely read."""

import asyncio
import math
import re
from collections.abc import Mapping
from contextlib import suppress

import aiohttp
import httpx

from zapbot import __version__
from zapbot.outside import Posted
from zapbot.outside.addresses import AddressRefusedError, Allowed
from zapbot.outside.checked import CheckedClient, refusal

SECONDS = 15.0
"""For connecting and the status line. Standard Webhooks 1.0 asks for 15 to 30."""
BODY_SECONDS = 5.0
"""For what follows it, which changes nothing any more."""
LARGEST_ANSWER = 64 * 1024
HEAD_CHARACTERS = 500
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What would move the cursor of whoever looks at an answer in a terminal."""


class Post:
    """Implements `Poster`; connections belong to the event loop they are made in."""

    def __init__(self, allowed: Allowed, seconds: float = SECONDS, body_seconds: float = BODY_SECONDS) -> None:
        self._client = CheckedClient(allowed)
        self._seconds = seconds
        self._body_seconds = body_seconds

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Post once; nothing is raised."""
        try:
            self._client.check(url)
            return await self._post(url, body, headers)
        except AddressRefusedError as refused:
            return Posted(None, error=str(refused))
        except TimeoutError:
            return Posted(None, error=f"no answer within {self._seconds:g} s")
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            return Posted(None, error=f"the request cannot be made ({type(error).__name__})")
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            words = str(refusal(error) or f"{type(error.__cause__ or error).__name__}: {error}")
            return Posted(None, error=words[:300])

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        sent = {
            "Content-Type": "application/json",
            "User-Agent": f"zapbot/{__version__}",
            "Accept-Encoding": "identity",
            **headers,
        }
        stream = self._client.opened().stream("POST", url, content=body, headers=sent)
        async with asyncio.timeout(self._seconds):
            answer = await stream.__aenter__()
        try:
            head = await self._head(answer)
        finally:
            await stream.__aexit__(None, None, None)
        error = None if answer.is_success else f"HTTP {answer.status_code}"
        return Posted(answer.status_code, head, error, _seconds(answer.headers.get("retry-after", "")))

    async def _head(self, answer: httpx.Response) -> str:
        """How the answer begins; one that is too long, too slow or cut off says no more than came."""
        body = b""
        with suppress(TimeoutError, httpx.HTTPError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(self._body_seconds):
                async for chunk in answer.aiter_raw():
                    body += chunk
                    if len(body) > LARGEST_ANSWER:
                        break
        return _CONTROLS.sub("\ufffd", body[: 4 * HEAD_CHARACTERS].decode(errors="replace"))[:HEAD_CHARACTERS]


def _seconds(text: str) -> float | None:
    """A `Retry-After` given in seconds."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
