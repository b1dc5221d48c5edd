"""A file from a provider's address into a sink: streamed, its host checked before every request.

The address is another's word, and the request carries our credentials: neither leads anywhere but to the places
`may` allows, redirects included.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from zapbot.connector import Sink
from zapbot.wire import FAILURES, words

PART = 512 * 1024
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_MOVED = (301, 302, 303, 307, 308)
_REDIRECTS = 3
_EXPIRED = (401, 403, 404, 410)


@dataclass(frozen=True, slots=True)
class Missed:
    """Why a file did not come; `status` is the HTTP status, 0 when there was no answer or it broke off."""

    reason: str
    status: int = 0
    too_large: bool = False

    @property
    def expired(self) -> bool:
        """Whether the address may only have grown too old."""
        return self.status in _EXPIRED


async def pour(client: httpx.AsyncClient, url: str, sink: Sink, may: Callable[[str], bool]) -> Missed | None:
    """Read a file to its end; None when all of it is in the sink."""
    sink.restart()
    for _ in range(1 + _REDIRECTS):
        if not may(url):
            return Missed("the file lies at an address that is not the provider's")
        try:
            async with client.stream("GET", url, headers=_HEADERS) as answer:
                if answer.status_code not in _MOVED:
                    return await _taken(answer, sink)
                url = urljoin(url, answer.headers.get("location", ""))
        except FAILURES as error:
            return Missed(words(error))
    return Missed("the file's address leads in circles")


async def _taken(answer: httpx.Response, sink: Sink) -> Missed | None:
    if answer.status_code != 200:
        return Missed(f"HTTP {answer.status_code} instead of the file", answer.status_code)
    if answer.headers.get("content-type", "").strip().lower().startswith("text/html"):
        return Missed("a web page came instead of the file")
    try:
        await _copy(answer, sink)
    except ValueError as error:
        return Missed(str(error), too_large=True)
    return None


async def _copy(answer: httpx.Response, sink: Sink) -> None:
    """In parts worth a write each, written where they do not keep the event loop waiting."""
    part = bytearray()
    async for data in answer.aiter_bytes():
        part += data
        if len(part) >= PART:
            await asyncio.to_thread(sink.write, bytes(part))
            part.clear()
    await asyncio.to_thread(sink.write, bytes(part))
