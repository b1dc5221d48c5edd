"""A Graph API on loopback with files: answers by path, notes who asked with which token, takes uploads whole."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Path and query."""
        return self.line.split()[1]


@dataclass
class Graph:
    """Each path has answers, given in turn, the last one for ever."""

    answers: dict[str, list[bytes]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> "Graph":
        self._open: list[asyncio.StreamWriter] = []
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.close()
        for writer in self._open:
            writer.close()
        await self._server.wait_closed()
        await asyncio.sleep(0)

    @property
    def paths(self) -> list[str]:
        """What was asked for, without queries."""
        return [request.path.partition("?")[0] for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (entry.split(": ", 1) for entry in rest)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(line, headers, body)
        self.requests.append(request)
        given = self.answers.get(request.path.partition("?")[0], [reply(404, b"")])
        writer.write(given.pop(0) if len(given) > 1 else given[0])
        await writer.drain()


def reply(status: int, body: bytes, mime: str = "application/octet-stream", **headers: str) -> bytes:
    """A whole answer, after which the connection is closed."""
    more = "".join(f"{name.title()}: {value}\r\n" for name, value in headers.items())
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    )
    return head.encode() + body


class Basket:
    """A sink that keeps what it gets, up to a size."""

    def __init__(self, most: int = 10**9) -> None:
        self.data = b""
        self.restarts = 0
        self._most = most

    def restart(self) -> None:
        """Begin anew."""
        self.data = b""
        self.restarts += 1

    def write(self, data: bytes) -> None:
        """Keep it."""
        if len(self.data) + len(data) > self._most:
            raise ValueError("the file is larger than allowed")
        self.data += data


def parts(data: bytes, size: int) -> Iterator[bytes]:
    """Bytes in pieces."""
    for at in range(0, len(data), size):
        yield data[at : at + size]
