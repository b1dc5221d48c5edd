"""Webhook bodies as they came: stored before they are answered, kept when they cannot be understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One stored POST."""

    id: int
    received_at: float
    body: bytes


def insert_sql(count: int) -> str:
    """One statement that stores `count` bodies: (received_at, body) repeated. One statement is one commit."""
    return "insert into webhook_events (received_at, body) values " + ", ".join(["(?, ?)"] * count)


def add(db: Database, body: bytes, at: float) -> int:
    """Store one body; its id."""
    cursor = db.execute(insert_sql(1), (at, body))
    return int(cursor.lastrowid or 0)


def pending(db: Database, limit: int) -> list[WebhookEvent]:
    """The oldest bodies nobody has processed."""
    rows = db.execute(
        "select id, received_at, body from webhook_events where state = 'pending' order by id limit ?", (limit,)
    )
    return [WebhookEvent(*row) for row in rows]


def processed(db: Database, ids: Sequence[int], at: float) -> None:
    """Mark bodies as done with."""
    db.conn.executemany(
        "update webhook_events set state = 'processed', settled_at = ? where id = ?", [(at, id) for id in ids]
    )


def dead(db: Database, id: int, error: str, at: float) -> None:
    """Set a body aside with what went wrong."""
    db.execute("update webhook_events set state = 'dead', error = ?, settled_at = ? where id = ?", (error, at, id))


def oldest_pending_at(db: Database) -> float | None:
    """When the oldest unprocessed body came, if any waits."""
    row = db.execute("select received_at from webhook_events where state = 'pending' order by id limit 1").fetchone()
    return row[0] if row else None


def newest_at(db: Database) -> float | None:
    """When the last body came."""
    row = db.execute("select received_at from webhook_events order by id desc limit 1").fetchone()
    return row[0] if row else None
