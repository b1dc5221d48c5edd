"""Posts signed webhooks as fast as they are answered, on a number of connections, and times each answer."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zapbot.whatsapp.signature import sign


@dataclass(slots=True)
class Measured:
    """Answers by status code, and how long each took in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time under which this share of the answers came, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def request(body: bytes, port: int, path: str, secret: str) -> bytes:
    """A signed POST as the bytes on the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
        f"x-hub-signature-256: {sign(body, secret)}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def post(requests: Iterable[bytes], port: int, connections: int, rate: float | None = None) -> Measured:
    """Send requests on so many connections, at most `rate` a second; the answers measured."""
    measured, waiting, began = Measured(), iter(requests), time.perf_counter()
    ticks = _paced(began, rate) if rate else None
    await asyncio.gather(*(_connection(waiting, port, measured, ticks) for _ in range(connections)))
    measured.seconds = time.perf_counter() - began
    return measured


def _paced(began: float, rate: float) -> Iterator[float]:
    number = 0
    while True:
        yield began + number / rate
        number += 1


async def _connection(waiting: Iterator[bytes], port: int, measured: Measured, ticks: Iterator[float] | None) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for data in waiting:
        if ticks is not None:
            await asyncio.sleep(max(0.0, next(ticks) - time.perf_counter()))
        began = time.perf_counter()
        writer.write(data)
        code = await _answer(reader)
        measured.times.append(time.perf_counter() - began)
        measured.codes[code] = measured.codes.get(code, 0) + 1
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    at = lower.index(b"content-length: ") + 16
    await reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))
    return int(head[9:12])
