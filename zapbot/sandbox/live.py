"""What happened, numbered: the page follows it and catches up after a break."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, NamedTuple


class Event(NamedTuple):
    """One thing a page may want to draw."""

    seq: int
    name: str
    data: dict[str, Any]


class Live:
    """A bounded journal in memory with any number of followers."""

    def __init__(self, most: int) -> None:
        self._events: deque[Event] = deque(maxlen=most)
        self._wakers: set[asyncio.Event] = set()
        self._streams = itertools.count(1)
        self.cursor = 0

    def add(self, name: str, data: dict[str, Any]) -> None:
        """Append an event and wake the followers."""
        self.cursor += 1
        self._events.append(Event(self.cursor, name, data))
        for waker in self._wakers:
            waker.set()

    def stream_id(self) -> int:
        """A number for a new follower."""
        return next(self._streams)

    def since(self, cursor: int) -> list[Event] | None:
        """The events after a cursor; None when some of them are gone."""
        if cursor > self.cursor or (self._events and cursor < self._events[0].seq - 1):
            return None
        wanted = self.cursor - cursor
        return list(itertools.islice(reversed(self._events), wanted))[::-1]

    def recent(self, names: frozenset[str], most: int) -> list[Event]:
        """The last events of some kinds, oldest first."""
        return [event for event in self._events if event.name in names][-most:]

    async def follow(self, cursor: int, tick: float) -> AsyncIterator[list[Event] | None]:
        """Batches after a cursor: an empty one every `tick` seconds, None when the follower fell behind."""
        waker = asyncio.Event()
        self._wakers.add(waker)
        try:
            while True:
                batch = self.since(cursor)
                cursor = self.cursor
                waker.clear()
                if batch is None or batch:
                    yield batch
                    continue
                try:
                    await asyncio.wait_for(waker.wait(), tick)
                except TimeoutError:
                    yield []
        finally:
            self._wakers.discard(waker)
