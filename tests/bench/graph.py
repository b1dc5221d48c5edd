"""A Graph API that only answers: every send is accepted after a fixed latency. Run it: `graph.py PORT LATENCY`.

It checks nothing and costs little, so that what is measured is the sender. `GET /count` tells how many sends came,
`GET /times` when each came and for whom.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from typing import cast

_NUMBERS = itertools.count(1)
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_TO = re.compile(rb'"to":"\+?(\d+)"')
_sends: list[tuple[float, str]] = []


class Answer(asyncio.Protocol):
    """One connection; requests come one after another."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer[:end])
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            request, self._buffer = self._buffer[:whole], self._buffer[whole:]
            self._request(request, request[end + 4 :])

    def _request(self, request: bytes, body: bytes) -> None:
        if request.startswith(b"GET /count"):
            self._send(json.dumps(len(_sends)).encode())
        elif request.startswith(b"GET /times"):
            self._send(json.dumps(_sends).encode())
        else:
            to = _TO.search(body)
            _sends.append((time.time(), to[1].decode() if to else ""))
            id = f'{{"messages":[{{"id":"wamid.BENCH{next(_NUMBERS)}"}}]}}'.encode()
            asyncio.get_running_loop().call_later(self._latency, self._send, id)

    def _send(self, body: bytes) -> None:
        if not self._transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)


async def main(port: int, latency: float) -> None:
    """Answer until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answer(latency), "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2])))
