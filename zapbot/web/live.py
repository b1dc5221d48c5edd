"""`/live`: what changes, as it changes. One stream per browser; every line is one of the journal's.

The journal is read when `data_version` says that somebody committed: asking costs microseconds, so it is asked often.
A browser that was away says which line it saw last and gets what it missed, or is told to load anew.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import structlog
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Stream

from zapbot.store import sessions as stored
from zapbot.store import troubles
from zapbot.store.db import FILE
from zapbot.web import sessions
from zapbot.web.happenings import TOLD

log = structlog.get_logger()

LOOK_SECONDS = 0.005
CHECK_SECONDS = 2.0
"""How often it is asked whether those who listen still may."""
PING_SECONDS = 15.0
MOST_BEHIND = 500
MOST_AT_ONCE = 1000
MOST_STREAMS = 12
"""Streams one person may hold: a browser needs one, whatever its tabs; those nobody reads any more count too."""
TROUBLE_SECONDS = 3.0
"""How often it is asked, while somebody listens, what keeps messages from leaving."""

Line = tuple[int, str]
"""A journal line's id, 0 for what is not kept, and what is sent of it."""
Lines = asyncio.Queue[Line]
_GOODBYE: Line = (-1, "")


class Live:
    """Reads the journal while somebody listens, and hands every line to every listener."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._listeners: dict[Lines, tuple[int, str]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._checked_at = 0.0
        self._trouble = ""
        self._trouble_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._connection: sqlite3.Connection | None = None
        self._last = 0
        self._version = -1

    async def listen(self, user_id: int, session: str, since: int | None) -> AsyncIterator[Line | None]:
        """Lines after `since`, or from now on; None now and then, so that a dead connection shows.

        It ends soon after the session does.
        """
        queue: Lines = asyncio.Queue(MOST_BEHIND + 2)
        self._begin()
        for line in self._missed(since):
            queue.put_nowait(line)
        self._ask_for_trouble()
        queue.put_nowait(_of_trouble(self._trouble))
        self._listeners[queue] = user_id, session
        try:
            while True:
                heard = await _within(queue, PING_SECONDS)
                if heard is _GOODBYE:
                    return
                yield heard
        finally:
            self._listeners.pop(queue, None)

    def make_room(self, user_id: int) -> None:
        """End somebody's oldest streams, so that they may hold another one: nobody may be there to read them."""
        held = [queue for queue, (id, _) in self._listeners.items() if id == user_id]
        for queue in held[: max(0, len(held) - MOST_STREAMS + 1)]:
            del self._listeners[queue]
            _finish(queue)

    def tell(self, data: dict[str, Any]) -> None:
        """Tell all listeners something that is not kept: who looks at what, who types. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._hand_out, [(0, msgspec.json.encode(data).decode())])

    def online(self) -> set[int]:
        """Who listens."""
        return {id for id, _ in self._listeners.values()}

    def hang_up(self, user_id: int) -> None:
        """End the streams of somebody who may not listen any more. From any thread."""
        for queue in [queue for queue, (id, _) in list(self._listeners.items()) if id == user_id]:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(_finish, queue)

    def end(self) -> None:
        """End all streams, from a signal handler too: the server waits for them before it goes down."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    async def stop(self) -> None:
        """Give everything back: the server is down."""
        self._end()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._connection is not None:
            self._connection.close()

    def _end(self) -> None:
        for queue in list(self._listeners):
            _finish(queue)

    def _begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._connection is None:
            address = (self._data_dir / FILE).absolute().as_uri()
            self._connection = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None, timeout=0)
        if self._task is None or self._task.done():
            self._last = self._newest()
            self._task = asyncio.create_task(self._watch(), name="live")
        while lines := self._fresh():  # so that who comes now gets each line once
            self._hand_out(lines)

    async def _watch(self) -> None:
        while self._listeners:
            try:
                lines = self._fresh()
                self._let_go()
                self._watch_trouble()
            except sqlite3.Error as error:
                log.warning("the journal cannot be read", reason=str(error))
                await asyncio.sleep(1)
                continue
            self._hand_out(lines)
            await asyncio.sleep(LOOK_SECONDS)
        self._version = -1

    def _fresh(self) -> list[Line]:
        assert self._connection is not None
        version = self._connection.execute("pragma data_version").fetchone()[0]
        if version == self._version:
            return []
        lines = self._lines(self._last, MOST_AT_ONCE)
        if len(lines) < MOST_AT_ONCE:  # else there is more to read, though nobody commits anything
            self._version = version
        self._last = lines[-1][0] if lines else self._last
        return lines

    def _let_go(self) -> None:
        """End the streams whose session is over: signed out, shut out, or too old."""
        assert self._connection is not None
        if time.monotonic() - self._checked_at < CHECK_SECONDS:
            return
        self._checked_at = time.monotonic()
        hashes = sorted({session for _, session in self._listeners.values()})
        good = stored.valid(self._connection, hashes, time.time())
        for queue in [queue for queue, (_, session) in self._listeners.items() if session not in good]:
            _finish(queue)

    def _watch_trouble(self) -> None:
        """Tell all when something begins or ceases to keep messages from leaving."""
        if time.monotonic() - self._trouble_at < TROUBLE_SECONDS:
            return
        known = self._trouble
        self._ask_for_trouble()
        if self._trouble != known:
            self._hand_out([_of_trouble(self._trouble)])

    def _ask_for_trouble(self) -> None:
        assert self._connection is not None
        self._trouble_at = time.monotonic()
        self._trouble = troubles.state(troubles.found(self._connection, time.time()))

    def _missed(self, since: int | None) -> list[Line]:
        """What came after a line; too much of it, or a line that is of another store, is one word: load anew."""
        if since is None or since == self._last:
            return []
        if since > self._newest():
            return [(self._last, '{"kind":"reset"}')]
        lines = [line for line in self._lines(since, MOST_BEHIND + 1) if line[0] <= self._last]
        return lines if len(lines) <= MOST_BEHIND else [(self._last, '{"kind":"reset"}')]

    def _lines(self, since: int, limit: int) -> list[Line]:
        assert self._connection is not None
        rows = self._connection.execute(
            "select id, kind, contact_id, conversation_id, message_id from journal where id > ? order by id limit ?",
            (since, limit),
        ).fetchall()
        return [(row[0], msgspec.json.encode(_said(row)).decode()) for row in rows]

    def _newest(self) -> int:
        assert self._connection is not None
        return int(self._connection.execute("select coalesce(max(id), 0) from journal").fetchone()[0])

    def _hand_out(self, lines: list[Line]) -> None:
        for queue in list(self._listeners):
            if queue.qsize() + len(lines) > MOST_BEHIND:  # who does not read loads anew
                _drain(queue)
                queue.put_nowait((self._last, '{"kind":"reset"}'))
                continue
            for line in lines:
                queue.put_nowait(line)


_NAMES = ("kind", "contact", "conversation", "message")


def _of_trouble(state: str) -> Line:
    return 0, msgspec.json.encode({"kind": "trouble", "state": state}).decode()


def _said(row: tuple[Any, ...]) -> dict[str, Any]:
    """What is sent of a line; `told` when it may be a sentence of its own in the contact's thread."""
    said = dict(zip(_NAMES, row[1:], strict=True))
    return {**said, "told": True} if said["kind"] in TOLD else said


class LiveStream(Controller):
    """The stream itself."""

    path = "/live"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/")
    async def stream(
        self, request: Request[Any, Any, State], state: State, since: FromQuery[int | None] = None
    ) -> Stream:
        """Server-sent events; each has the id to go on from."""
        who = sessions.visitor(request)
        assert who is not None
        live: Live = state.live
        last = request.headers.get("last-event-id", "")
        known = int(last) if last.isdecimal() else since
        live.make_room(who.user.id)
        return Stream(
            _written(live.listen(who.user.id, who.session, known)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @get("/here", status_code=204)
    async def here(self) -> None:
        """Nothing, to whoever is signed in: what a page asks when its stream was closed for good."""

    @get("/trouble", sync_to_thread=True)
    def trouble(self, request: Request[Any, Any, State]) -> Response[Any]:
        """What every page says above all else, as it is now."""
        from zapbot.web import pages

        return pages.page(request, "_banner.html")


async def _written(lines: AsyncIterator[Line | None]) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    async for line in lines:
        if line is None:
            yield "event: ping\ndata: still here\n\n"
            continue
        id, data = line
        yield f"id: {id}\ndata: {data}\n\n" if id else f"event: told\ndata: {data}\n\n"


async def _within(queue: Lines, seconds: float) -> Line | None:
    try:
        async with asyncio.timeout(seconds):
            return await queue.get()
    except TimeoutError:
        return None


def _finish(queue: Lines) -> None:
    _drain(queue)
    queue.put_nowait(_GOODBYE)


def _drain(queue: Lines) -> None:
    while not queue.empty():
        queue.get_nowait()
