"""A callback that records what it is posted and answers as a test wants."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn


class Receiver:
    """A tiny ASGI application standing where the business's webhook door would be."""

    def __init__(self, verify_token: str) -> None:
        self.verify_token = verify_token
        self.posts: list[tuple[bytes, dict[str, str]]] = []
        self.answers: list[int] = []
        """Statuses for the next posts; 200 when there is none left."""
        self.delay = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "GET":
            await self._verify(scope, send)
            return
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status = self.answers.pop(0) if self.answers else 200
        self.posts.append((body, headers))
        if self.delay:
            await asyncio.sleep(self.delay)
        await _answer(send, status, b"")

    async def _verify(self, scope: Any, send: Any) -> None:
        query = dict(part.split("=", 1) for part in scope["query_string"].decode().split("&"))
        right = query.get("hub.verify_token") == self.verify_token
        await _answer(send, 200 if right else 403, query["hub.challenge"].encode() if right else b"")

    @property
    def values(self) -> list[dict[str, Any]]:
        """The `value` objects posted so far."""
        bodies = [json.loads(body) for body, _ in list(self.posts)]
        return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]

    def messages(self) -> list[dict[str, Any]]:
        """The inbound messages posted so far."""
        return [message for value in self.values for message in value.get("messages", [])]

    def statuses(self, wamid: str | None = None) -> list[dict[str, Any]]:
        """The statuses posted so far, maybe of one message."""
        found = [status for value in self.values for status in value.get("statuses", [])]
        return [status for status in found if wamid in (None, status["id"])]


async def _answer(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Served:
    """An application behind a real uvicorn on a free loopback port, in a thread of this process."""

    def __init__(self, app: Any, http: str = "auto") -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, http=http, log_level="error", lifespan="auto")
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        until(lambda: self.server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> float:
        """Shut down; how many seconds it took."""
        started = time.monotonic()
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        return time.monotonic() - started


def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait for a condition, and give back what made it true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.005)
    raise AssertionError("the condition did not come true in time")
