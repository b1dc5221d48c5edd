"""Webhook bodies as they came: stored before they are answered, kept when they cannot be understood."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

WHATSAPP = "whatsapp"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One stored POST."""

    id: int
    received_at: float
    body: bytes
    source: str = WHATSAPP


def insert_sql(count: int) -> str:
    """One statement that stores `count` bodies: (received_at, body, source) repeated. One statement, one commit."""
    return "insert into webhook_events (received_at, body, source) values " + ", ".join(["(?, ?, ?)"] * count)


def add(db: Database, body: bytes, at: float, source: str = WHATSAPP) -> int:
    """Store one body; its id."""
    cursor = db.execute(insert_sql(1), (at, body, source))
    return int(cursor.lastrowid or 0)


def pending(db: Database, limit: int, most_bytes: int = sys.maxsize) -> list[WebhookEvent]:
    """The oldest bodies nobody has processed, of so many bytes together, but at least one."""
    rows = db.execute(
        "select id, received_at, body, source from webhook_events where id in (select id from "
        "(select id, sum(size) over (order by id) - size as before from (select id, length(body) as size "
        "from webhook_events where state = 'pending' order by id limit ?)) where before < ?) order by id",
        (limit, most_bytes),
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
    row = db.execute(
        "select received_at from webhook_events where source = ? order by id desc limit 1", (WHATSAPP,)
    ).fetchone()
    return row[0] if row else None
