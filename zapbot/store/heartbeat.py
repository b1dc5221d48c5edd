"""Which worker processes live: each notes itself every minute."""

from sqlite_utils import Database

from zapbot.store import settings

KEY = "worker.seen"
ALIVE_SECONDS = 150.0
"""Two minutes and a half: one note may come late, two may not."""


def beat(db: Database, worker: str, at: float) -> None:
    """A worker lives. Runs in the caller's transaction."""
    settings.put(db, KEY, {**_recent(db, at), worker: at}, at)


def alive(db: Database, now: float) -> dict[str, float]:
    """When each living worker noted itself last."""
    return _recent(db, now)


def last(db: Database) -> float | None:
    """When any worker noted itself last, however long ago."""
    return max((settings.get(db, KEY) or {}).values(), default=None)


def _recent(db: Database, now: float) -> dict[str, float]:
    noted = settings.get(db, KEY) or {}
    return {worker: at for worker, at in noted.items() if at > now - ALIVE_SECONDS}
