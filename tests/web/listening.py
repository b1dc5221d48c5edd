"""Somebody signed in at a real server, and what they hear of its live stream."""

import json
import re
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx

from tests.stack import Stack, until
from zapbot.store import sessions, users
from zapbot.store.db import connect, transaction
from zapbot.web.sessions import hash_of


class Browser:
    """A session of somebody."""

    def __init__(self, stack: Stack, name: str, role: str = "agent") -> None:
        self.stack, self.name = stack, name
        email = f"{name.lower()}@padaria.example"
        db = connect(stack.data_dir)
        with transaction(db):
            known = users.find(db, email)
            self.id = (known or users.add(db, email, name, role, None, time.time() - 10)).id
            reference = secrets.token_urlsafe(32)
            sessions.start(db, hash_of(reference), self.id, time.time(), "127.0.0.1", "test")
        db.close()
        self.http = httpx.Client(base_url=stack.server, timeout=10, trust_env=False, cookies={"zb_s": reference})
        page = self.http.get("/profile").text
        self.csrf = found(r'data-csrf="([^"]+)"', page)

    def close(self) -> None:
        """Close the browser."""
        self.http.close()

    def journal(self) -> int:
        """The last line a page of this moment knows of."""
        return int(found(r'data-journal="(\d+)"', self.http.get("/profile").text))

    def post(self, path: str, data: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """Press a button."""
        headers = {"X-CSRF-Token": self.csrf, "HX-Request": "true"}
        return self.http.post(path, data=data, headers=headers, **options)


class Stream:
    """What comes over one stream: lines of the journal with their numbers, and what is only told; troubles apart."""

    def __init__(self, answer: httpx.Response) -> None:
        self.lines: list[tuple[int, dict[str, Any]]] = []
        self.told: list[dict[str, Any]] = []
        self.troubles: list[str] = []
        self.ended = threading.Event()
        self._answer = answer
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def ids(self) -> list[int]:
        """The numbers of the lines."""
        return [id for id, _ in self.lines]

    def _read(self) -> None:
        event: dict[str, str] = {}
        try:
            for line in self._answer.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                self._take(event)
                event = {}
        except httpx.HTTPError:
            pass
        self.ended.set()

    def _take(self, event: dict[str, str]) -> None:
        if event.get("event") == "told":
            self._hear(json.loads(event["data"]))
        elif "id" in event:
            self.lines.append((int(event["id"]), json.loads(event["data"])))

    def _hear(self, told: dict[str, Any]) -> None:
        if told["kind"] == "trouble":
            self.troubles.append(told["state"])
            return
        self.told.append(told)


@contextmanager
def listening(browser: Browser, since: int | None = None, **headers: str) -> Iterator[Stream]:
    """A stream that is open."""
    path = "/live" if since is None else f"/live?since={since}"
    with browser.http.stream("GET", path, headers=headers, timeout=httpx.Timeout(10, read=60)) as answer:
        assert answer.status_code == 200
        stream = Stream(answer)
        try:
            yield stream
        finally:
            with suppress(OSError):
                answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            stream.ended.wait(5)


def happen(stack: Stack, many: int = 1, kind: str = "message.received") -> list[int]:
    """Lines of the journal, written by another process than the server; their numbers."""
    db = connect(stack.data_dir)
    with transaction(db):
        rows = [
            db.execute("insert into journal (at, kind, data) values (?, ?, '{}') returning id", (time.time(), kind))
            for _ in range(many)
        ]
        ids = [int(row.fetchone()[0]) for row in rows]
    db.close()
    return ids


def found(pattern: str, text: str) -> str:
    """What a pattern finds in a page."""
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in the page"
    return match[1]


def heard(stream: Stream, ids: list[int], seconds: float = 5) -> None:
    """Wait until a stream has brought these lines."""
    until(lambda: set(ids) <= set(stream.ids), seconds, f"the lines {ids[:3]}… are heard")
