"""What the channel is to be told of who is blocked, and what it said: a row for each person and number.

    pending -> done        the channel did it
            -> refused     the channel will not, and says why
            -> dead        gave up after many tries: a dead letter
    any     -> pending     somebody changed their mind, or there is reason to try again

A row holds what is wanted last. It is leased while it is told; who wants something else meanwhile is told next.
"""

from dataclasses import dataclass

from sqlite_utils import Database

LEASE_SECONDS = 60.0
"""Longer than the channel may take to answer: a lease that ran out means that the worker died."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to tell; `blocked` is what the channel is to make true."""

    id: int
    contact_id: int
    number: str
    blocked: bool
    attempts: int
    lease_until: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a number stands with somebody: what is wanted, how far that is, why it failed."""

    number: str
    blocked: bool
    status: str
    code: int | None
    reason: str | None


def want(db: Database, contact_id: int, number: str, blocked: bool, now: float) -> None:
    """Have a number block somebody, or block them no more."""
    db.execute(
        "insert into channel_blocks (contact_id, number, blocked, next_attempt_at) values (?, ?, ?, ?) "
        "on conflict (contact_id, number) do update set blocked = excluded.blocked, status = 'pending', attempts = 0, "
        "next_attempt_at = excluded.next_attempt_at, settled_at = null, failed_code = null, failed_reason = null",
        (contact_id, number, blocked, now),
    )


def lift(db: Database, contact_id: int, now: float) -> None:
    """Have every number that was asked to block somebody block them no more."""
    for (number,) in db.execute("select number from channel_blocks where contact_id = ?", (contact_id,)).fetchall():
        want(db, contact_id, number, False, now)


def settled(db: Database, contact_id: int, number: str) -> bool:
    """Whether a number blocks somebody, or is about to."""
    row = db.execute(
        "select 1 from channel_blocks where contact_id = ? and number = ? and blocked "
        "and status in ('pending', 'done')",
        (contact_id, number),
    )
    return row.fetchone() is not None


def claim(db: Database, now: float) -> Due | None:
    """Take the next one that is due, also one whose worker died in the middle."""
    row = db.execute(
        "update channel_blocks set attempts = attempts + 1, lease_until = :lease where id = ("
        "select id from channel_blocks where status = 'pending' and next_attempt_at <= :now "
        "and coalesce(lease_until, 0) < :now order by next_attempt_at, id limit 1) "
        "returning id, contact_id, number, blocked, attempts, lease_until",
        {"now": now, "lease": now + LEASE_SECONDS},
    ).fetchone()
    return Due(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) if row else None


def waiting(db: Database, now: float) -> bool:
    """Whether there is something to tell now."""
    row = db.execute(
        "select 1 from channel_blocks where status = 'pending' and next_attempt_at <= ?1 "
        "and coalesce(lease_until, 0) < ?1 limit 1",
        (now,),
    )
    return row.fetchone() is not None


def next_due(db: Database) -> float | None:
    """When there is something to tell next, or a lease runs out."""
    row = db.execute(
        "select min(max(next_attempt_at, coalesce(lease_until, 0))) from channel_blocks where status = 'pending'"
    ).fetchone()
    return None if row[0] is None else float(row[0])


def finish(
    db: Database, due: Due, status: str, now: float, code: int | None = None, reason: str | None = None
) -> int | None:
    """Write down how it ended; whom it concerns, None when something else is wanted by now.

    Two contacts may have become one since it was claimed.
    """
    row = db.execute(
        "update channel_blocks set status = ?, settled_at = ?, failed_code = ?, failed_reason = ?, lease_until = null "
        "where id = ? and lease_until = ? and blocked = ? and status = 'pending' returning contact_id",
        (status, now, code, reason, due.id, due.lease_until, due.blocked),
    ).fetchone()
    _release(db, due)
    return int(row[0]) if row else None


def retry(db: Database, due: Due, at: float, code: int | None, reason: str, counted: bool = True) -> None:
    """Try again at a moment; not `counted` when it never left, or was only too fast."""
    db.execute(
        "update channel_blocks set next_attempt_at = ?, failed_code = ?, failed_reason = ?, "
        "attempts = max(0, attempts - ?) where id = ? and lease_until = ? and blocked = ? and status = 'pending'",
        (at, code, reason, 0 if counted else 1, due.id, due.lease_until, due.blocked),
    )
    _release(db, due)


def of_contact(db: Database, contact_id: int) -> list[Standing]:
    """How each number stands with somebody."""
    rows = db.execute(
        "select number, blocked, status, failed_code, failed_reason from channel_blocks where contact_id = ? "
        "order by id",
        (contact_id,),
    )
    return [Standing(number, bool(blocked), *rest) for number, blocked, *rest in rows.fetchall()]


def merge(db: Database, keep: int, gone: int) -> None:
    """Two contacts are one, blocked if either was: what numbers were told that does not hold now is told anew."""
    db.execute("update or ignore channel_blocks set contact_id = ? where contact_id = ?", (keep, gone))
    db.execute(
        "update channel_blocks set blocked = 1, status = 'pending', attempts = 0, next_attempt_at = 0 "
        "where contact_id = ? and blocked = 0 and exists "
        "(select 1 from contacts where id = channel_blocks.contact_id and blocked_at is not null)",
        (keep,),
    )


def _release(db: Database, due: Due) -> None:
    """Somebody else may take it."""
    db.execute(
        "update channel_blocks set lease_until = null where id = ? and lease_until = ?", (due.id, due.lease_until)
    )
