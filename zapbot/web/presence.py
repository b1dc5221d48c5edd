"""Who looks at which conversation, and who types there: kept in memory, for as long as their browser says so."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

LOOKS_SECONDS = 45.0
"""A browser says every twenty seconds what it looks at."""
TYPES_SECONDS = 6.0


@dataclass(slots=True)
class _Look:
    """One browser page of somebody. Times are of the monotonic clock."""

    user_id: int
    name: str
    conversation: int
    looks_until: float
    types_until: float = 0.0


@dataclass(slots=True)
class Presence:
    """Everybody's pages by their marks; `tell` is called with each conversation that changes."""

    tell: Callable[[dict[str, Any]], None]
    clock: Callable[[], float] = time.monotonic
    _looks: dict[str, _Look] = field(default_factory=dict)
    _told: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    _timer: asyncio.TimerHandle | None = None

    def ping(self, page: str, user_id: int, name: str, conversation: int, typing: bool) -> None:
        """A page looks at a conversation, 0 for none, and somebody may be typing in it."""
        now, before = self.clock(), self._looks.pop(page, None)
        if conversation:
            types_until = now + TYPES_SECONDS if typing else 0.0
            self._looks[page] = _Look(user_id, name, conversation, now + LOOKS_SECONDS, types_until)
        self._tell({conversation, before.conversation if before else 0} - {0})
        self._plan()

    def forget(self) -> None:
        """Drop what was not said again, and tell what changed by that."""
        now = self.clock()
        gone = [page for page, look in self._looks.items() if look.looks_until <= now]
        for page in gone:
            del self._looks[page]
        self._tell(self._told.keys())
        self._plan()

    def everywhere(self) -> dict[int, list[dict[str, Any]]]:
        """Who is where: people with their id, name, and whether they type."""
        return dict(self._told)

    def _tell(self, conversations: Iterable[int]) -> None:
        for conversation in list(conversations):
            there = self._there(conversation)
            if there == self._told.get(conversation, []):
                continue
            if there:
                self._told[conversation] = there
            else:
                del self._told[conversation]
            self.tell({"kind": "presence", "conversation": conversation, "people": there})

    def _there(self, conversation: int) -> list[dict[str, Any]]:
        """Who is in one conversation, each person once, whatever their pages."""
        now = self.clock()
        found: dict[int, dict[str, Any]] = {}
        for look in self._looks.values():
            if look.conversation == conversation:
                known = found.setdefault(look.user_id, {"id": look.user_id, "name": look.name, "typing": False})
                known["typing"] |= look.types_until > now
        return sorted(found.values(), key=lambda person: str(person["name"]))

    def _plan(self) -> None:
        """Look again when the next thing ends, if there is an event loop to do it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self.clock()
        ends = [at for look in self._looks.values() for at in (look.looks_until, look.types_until) if at > now]
        if ends:
            self._timer = _loop_timer(min(ends) - now + 0.05, self.forget)


def _loop_timer(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle | None:
    try:
        return asyncio.get_running_loop().call_later(seconds, call)
    except RuntimeError:
        return None
