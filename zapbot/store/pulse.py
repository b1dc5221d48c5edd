"""How the machine is right now. Every count reads a small index, whatever the store holds."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.store.reports import QUARTER

HOUR, DAY = 3600.0, 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """What waits, what failed and what is in doubt. Times are seconds since 1970."""

    minutes: list[tuple[int, int]]
    """Messages in and out, for each of the last sixty minutes."""
    outbox: int
    outbox_since: float | None
    """Since when the message waits that could leave now and waits longest."""
    held: int
    webhooks: int
    webhooks_since: float | None
    calls: int
    files: int
    deliveries: int
    unknown: int
    failed: int
    """Messages that failed in the last 24 hours."""
    dead: dict[str, int]

    @property
    def dead_letters(self) -> int:
        """What gave up and waits for somebody to look."""
        return sum(self.dead.values())


def take(db: Database, now: float) -> Pulse:
    """The pulse at this moment."""
    outbox, outbox_since = _two(
        db,
        "select count(*), min(next_attempt_at) from messages "
        "where status = 'pending' and held_for is null and next_attempt_at <= ?",
        now,
    )
    webhooks, webhooks_since = _two(db, "select count(*), min(received_at) from webhook_events where state = 'pending'")
    return Pulse(
        _minutes(db, now),
        outbox,
        outbox_since,
        _one(db, "select count(*) from messages where held_for is not null and status = 'pending'"),
        webhooks,
        webhooks_since,
        _one(db, "select count(*) from calls where status = 'pending'"),
        _one(db, "select count(*) from media where status = 'pending'"),
        _one(db, "select count(*) from webhook_deliveries where status = 'pending'"),
        _one(db, "select count(*) from messages where status = 'unknown'"),
        _one(db, "select count(*) from messages where failed_at >= ? and status in ('failed', 'dead')", now - DAY),
        {kind: _one(db, sql) for kind, sql in _DEAD.items()},
    )


_DEAD = {
    "event": "select count(*) from webhook_events where state = 'dead'",
    "message": "select count(*) from messages where status = 'dead'",
    "call": "select count(*) from calls where status = 'dead'",
    "media": "select count(*) from media where status = 'dead'",
    "webhook": "select count(*) from webhook_deliveries where status = 'dead'",
    "block": "select count(*) from channel_blocks where status = 'dead'",
}


def _minutes(db: Database, now: float) -> list[tuple[int, int]]:
    rows = db.execute(
        "select cast((? - at) / 60 as integer) as ago, direction, count(*) from messages "
        "where cast(at / 900 as integer) >= ? and at > ? and at <= ? and direction in ('in', 'out') "
        "group by ago, direction",
        (now, int((now - HOUR) // QUARTER), now - HOUR, now),
    )
    found = {(ago, direction): n for ago, direction, n in rows.fetchall()}
    return [(found.get((ago, "in"), 0), found.get((ago, "out"), 0)) for ago in reversed(range(60))]


def _one(db: Database, sql: str, *values: float) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _two(db: Database, sql: str, *values: float) -> tuple[int, float | None]:
    count, since = db.execute(sql, values).fetchone()
    return int(count), since
