"""Messages, in and out and notes, as they are shown and searched. Sending them is in `outbox`."""

import secrets
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import model
from zapbot.connector import Inbound


def add_inbound(
    db: Database, contact_id: int, conversation_id: int, inbound: Inbound, now: float, origin: str = "customer"
) -> int | None:
    """Keep a message that came from WhatsApp; None when it is here already."""
    direction, status = ("in", "received") if origin == "customer" else ("out", "sent")
    row = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, wamid, reply_to, "
        "status, at, created_at, late) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "on conflict (wamid) where wamid is not null do nothing returning id",
        (
            contact_id,
            conversation_id,
            direction,
            origin,
            inbound.kind,
            inbound.text,
            msgspec.json.encode(inbound.content).decode(),
            inbound.id,
            inbound.reply_to,
            status,
            inbound.at,
            now,
            inbound.late,
        ),
    ).fetchone()
    return row[0] if row else None


def add_outgoing(
    db: Database,
    contact_id: int,
    conversation_id: int,
    content: model.Content,
    origin: str,
    now: float,
    *,
    execution_id: int | None = None,
    node: str | None = None,
    scheduled_at: float | None = None,
    delay: float = 0.0,
) -> int:
    """Put a message into the outbox; its id. It leaves after those before it to the same contact."""
    cursor = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, token, status, "
        "at, created_at, scheduled_at, next_attempt_at, execution_id, node) "
        "values (?, ?, 'out', ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?)",
        (
            contact_id,
            conversation_id,
            origin,
            model.kind(content),
            model.summary(content),
            model.encode(content),
            secrets.token_urlsafe(9),
            scheduled_at or now,
            now,
            scheduled_at,
            scheduled_at or now + delay,
            execution_id,
            node,
        ),
    )
    return int(cursor.lastrowid or 0)


def add_note(db: Database, contact_id: int, conversation_id: int, text: str, origin: str, now: float) -> int:
    """A line only the team sees."""
    cursor = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, status, at, "
        "created_at) values (?, ?, 'note', ?, 'note', ?, '{}', 'received', ?, ?)",
        (contact_id, conversation_id, origin, text, now, now),
    )
    return int(cursor.lastrowid or 0)


def edit(db: Database, wamid: str, text: str, content: dict[str, Any], at: float) -> bool:
    """Replace what a message said; False when it is not here."""
    cursor = db.execute(
        "update messages set text = ?, content = ?, edited_at = ? "
        "where wamid = ? and (edited_at is null or edited_at < ?)",
        (text, msgspec.json.encode(content).decode(), at, wamid, at),
    )
    return cursor.rowcount > 0


def revoke(db: Database, wamid: str, at: float) -> bool:
    """Mark a message its sender took back; False when it is not here."""
    return db.execute("update messages set revoked_at = ? where wamid = ?", (at, wamid)).rowcount > 0


def react(db: Database, contact_id: int, wamid: str, emoji: str, at: float) -> None:
    """Keep the contact's reaction to a message; no emoji says that it was taken back, whatever comes late."""
    db.execute(
        "insert into reactions (message_wamid, contact_id, emoji, at) values (?, ?, ?, ?) "
        "on conflict (message_wamid, contact_id) do update set emoji = excluded.emoji, at = excluded.at "
        "where excluded.at >= reactions.at",
        (wamid, contact_id, emoji, at),
    )


def said(db: Database, contact_id: int, until: float, limit: int) -> list[tuple[str, str]]:
    """The last texts said with a contact up to a moment, oldest first, each with its direction."""
    rows = db.execute(
        "select direction, text from messages where contact_id = ? and created_at <= ? and text <> '' "
        "and direction in ('in', 'out') and status not in ('failed', 'dead', 'canceled') "
        "order by created_at desc, id desc limit ?",
        (contact_id, until, limit),
    )
    return list(reversed(rows.fetchall()))


def last_inbound_wamid(db: Database, contact_id: int) -> str | None:
    """The id of the customer's latest message."""
    row = db.execute(
        "select wamid from messages where contact_id = ? and direction = 'in' order by at desc, id desc limit 1",
        (contact_id,),
    ).fetchone()
    return row[0] if row else None


def is_first(db: Database, contact_id: int, message_id: int) -> bool:
    """Whether nothing was said with this contact before this message."""
    row = db.execute(
        "select 1 from messages where contact_id = ? and id < ? and direction <> 'note' limit 1",
        (contact_id, message_id),
    ).fetchone()
    return row is None
