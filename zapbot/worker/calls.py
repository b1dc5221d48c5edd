"""The drain of calls: made many at once, each settled as it comes back."""

import asyncio
from collections.abc import Callable, Iterable

import structlog
from sqlite_utils import Database

from zapbot.desk import ask
from zapbot.desk.ask import ReadFile
from zapbot.desk.library import Library
from zapbot.outside import Answer, Outside
from zapbot.store import calls
from zapbot.store.calls import StoredCall
from zapbot.store.db import failed, transaction

log = structlog.get_logger()

AT_ONCE = 20
PAUSE_SECONDS = 1.0
"""Before an answer that could not be written down is tried again: asking again might do a thing twice."""


class Calls:
    """Makes the calls that are due until none is left."""

    def __init__(
        self,
        db: Database,
        outside: Outside,
        library: Library,
        read_file: ReadFile,
        now: Callable[[], float],
        stopping: Callable[[], bool],
        settled: Callable[[], None] = lambda: None,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._db = db
        self._outside = outside
        self._library = library
        self._read_file = read_file
        self._now = now
        self._stopping = stopping
        self._settled = settled
        self._pause = pause

    async def drain(self) -> float | None:
        """Make what is due; when the next call is, if that is known."""
        running: set[asyncio.Task[None]] = set()
        while True:
            ask.give_up_lost(self._db, self._library, self._now())
            if not self._stopping() and len(running) < AT_ONCE and calls.waiting(self._db, self._now()):
                with transaction(self._db):
                    claimed = calls.claim(self._db, self._now(), AT_ONCE - len(running))
                running |= {asyncio.create_task(self._make(call)) for call in claimed}
            if not running:
                return calls.next_due(self._db)
            done, running = await asyncio.wait(running, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
            _raise_first(done)

    async def _make(self, call: StoredCall) -> None:
        try:
            answer = await ask.ask(self._db, self._outside, call, self._read_file)
        except Exception as error:
            log.exception("call failed", call=call.id)
            answer = Answer(False, reason=f"{type(error).__name__}: {error}")
        while not self._written(call, answer):  # noqa: ASYNC110 — nothing would tell us that the lock is gone
            await asyncio.sleep(self._pause)
        self._settled()

    def _written(self, call: StoredCall, answer: Answer) -> bool:
        """Whether the answer is in the store now; it is not when that is locked or its disk full."""
        try:
            ask.settle(self._db, self._library, call, answer, self._now())
        except Exception as error:
            if not failed(error) or self._stopping():
                raise
            log.warning("the answer of a call waits for the store", call=call.id, reason=str(error))
            return False
        return True


def _raise_first(done: Iterable["asyncio.Task[None]"]) -> None:
    """What went wrong in a task is not swallowed."""
    for task in done:
        task.result()
