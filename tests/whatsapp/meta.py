"""A Graph API on loopback that reads whole requests and ends each as a test wants."""

import asyncio
import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qsl

Ending = bytes | Literal["cut", "silence"]


@dataclass
class Meta:
    """Answers with bytes, cuts the connection after the request was read, or says nothing at all."""

    ending: Ending
    bodies: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def __aenter__(self) -> "Meta":
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

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                size = next(line for line in head.lower().split("\r\n") if line.startswith("content-length"))
                self.heads.append(head)
                self.bodies.append(_read(head, await reader.readexactly(int(size.split(":")[1]))))
                if self.ending == "cut":
                    break
                if isinstance(self.ending, bytes):
                    writer.write(self.ending)
                    await writer.drain()
                    if b"Connection: close" in self.ending:
                        break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


def _read(head: str, body: bytes) -> dict[str, Any]:
    """JSON, or a form as its fields."""
    if "application/x-www-form-urlencoded" in head.lower():
        return dict(parse_qsl(body.decode()))
    read: dict[str, Any] = json.loads(body)
    return read


def answer(status: int, body: bytes | dict[str, Any]) -> bytes:
    """A whole HTTP answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(content), content)
