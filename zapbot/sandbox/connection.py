"""The TCP connection under a request: lets a fault cut it, and a stream notice that the server is stopping.

ASGI has no word for either. uvicorn hands the application `send` as a bound method of the object that owns the
connection, for httptools and h11 alike, and that object is what this file knows.
"""

from __future__ import annotations

import asyncio
from typing import Any

KEY = "zapbot.sandbox.connection"


class Connection:
    """What uvicorn knows about the connection of one request."""

    def __init__(self, send: Any) -> None:
        self._cycle = getattr(send, "__self__", None)
        self._kept_alive = bool(getattr(self._cycle, "keep_alive", False))

    @property
    def stopping(self) -> bool:
        """Whether the server was told to stop: uvicorn then withdraws the keep-alive of open responses."""
        return self._kept_alive and not self._cycle.keep_alive  # type: ignore[union-attr]

    async def cut(self) -> None:
        """Close the connection without an answer, and wait until the server noticed."""
        transport = getattr(self._cycle, "transport", None)
        if transport is None:
            raise RuntimeError("cutting a connection needs uvicorn")
        transport.abort()
        # uvicorn tells by a plain attribute, set in the next turns of the loop.
        while not self._cycle.disconnected:  # type: ignore[union-attr]  # noqa: ASYNC110
            await asyncio.sleep(0)
