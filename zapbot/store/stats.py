"""Counts of everything that can wait or fail."""

from typing import Any

from sqlite_utils import Database

OUT = ("pending", "sending", "unknown", "sent", "delivered", "read", "played", "failed", "dead", "canceled")


def snapshot(db: Database) -> dict[str, Any]:
    """How many events, messages and contacts there are in each state."""
    events = dict(db.execute("select state, count(*) from webhook_events group by state").fetchall())
    out = dict(db.execute("select status, count(*) from messages where direction = 'out' group by status").fetchall())
    incoming = db.execute("select count(*) from messages where direction = 'in'").fetchone()[0]
    waiting = db.execute("select count(*) from conversations where owner = 'person' and status = 'open'").fetchone()[0]
    calls = dict(db.execute("select status, count(*) from calls group by status").fetchall())
    media = dict(db.execute("select status, count(*) from media group by status").fetchall())
    told = dict(db.execute("select status, count(*) from webhook_deliveries group by status").fetchall())
    blocks = dict(db.execute("select status, count(*) from channel_blocks group by status").fetchall())
    return {
        "events": {
            "received": sum(events.values()),
            "pending": events.get("pending", 0),
            "dead": events.get("dead", 0),
        },
        "messages": {"in": incoming, "out": {status: out.get(status, 0) for status in OUT}},
        "contacts": db.execute("select count(*) from contacts").fetchone()[0],
        "conversations": {"waiting_for_people": waiting},
        "webhooks": {status: told.get(status, 0) for status in ("pending", "running", "done", "dead")},
        "calls": {status: calls.get(status, 0) for status in ("pending", "running", "done", "dead")},
        "blocks": {status: blocks.get(status, 0) for status in ("pending", "done", "refused", "dead")},
        "media": {status: media.get(status, 0) for status in ("pending", "running", "stored", "dead")},
    }
