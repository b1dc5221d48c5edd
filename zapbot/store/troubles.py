"""What keeps messages from leaving, as everybody must be told: a number that may not send, no worker that sends."""

import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from zapbot.store import heartbeat

STOPPED = "number.stopped:"
SILENT_SECONDS = 90.0
"""A worker notes itself every minute; after so long without it is no matter of being late."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One of them: `worker` is not there since a moment (None: never was), or a number is `stopped`."""

    kind: str
    since: float | None
    number: str = ""
    display: str | None = None
    code: int | None = None


def found(db: Database | sqlite3.Connection, now: float) -> list[Trouble]:
    """What there is, in one look, for a plain connection too. Without a worker nobody knows of numbers."""
    rows = db.execute(
        "select s.key, s.value, n.display from settings s left join numbers n on n.id = substr(s.key, ?) "
        "where s.key = ? or (s.key >= ? and s.key < ?) order by s.key",
        (len(STOPPED) + 1, heartbeat.KEY, STOPPED, f"{STOPPED[:-1]};"),
    ).fetchall()
    kept = {key: (msgspec.json.decode(value), display) for key, value, display in rows}
    seen, _ = kept.pop(heartbeat.KEY, ({}, None))
    last = max(seen.values(), default=None)
    silent = [Trouble("worker", last)] if last is None or last < now - SILENT_SECONDS else []
    return silent or [_stopped(key.removeprefix(STOPPED), *one) for key, one in kept.items()]


def state(troubles: Sequence[Trouble]) -> str:
    """A short word that is another one when something else is the matter."""
    return format(zlib.crc32(repr(troubles).encode()), "x") if troubles else "none"


def _stopped(number: str, why: dict[str, float | int | None], display: str | None) -> Trouble:
    code = why.get("code")
    return Trouble("stopped", why.get("at"), number, display, int(code) if code is not None else None)
