"""Messages, in and out and notes, as they are shown and searched. Sending them is in `outbox`."""

import secrets
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import model
from zapbot.connector import Inbound
from zapbot.store import search


def add_inbound(
    db: Database,
    contact_id: int,
    conversation_id: int,
    inbound: Inbound,
    now: float,
    origin: str = "customer",
    status: str = "sent",
    *,
    past: bool = False,
) -> int | None:
    """Keep a message that came from WhatsApp; None when it is here already. `status` is of one that staff wrote.

    `past`: it comes from a history, not as it is written.
    """
    direction, status = ("in", "received") if origin == "customer" else ("out", status)
    row = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, wamid, reply_to, "
        "status, at, created_at, late, number) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "(select number from conversations where id = ?2)) "
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
            inbound.at if past else written_at(inbound, now),
            now,
            inbound.late,
        ),
    ).fetchone()
    return row[0] if row else None


def written_at(inbound: Inbound, now: float) -> float:
    """When a message was written, as far as two clocks can say: WhatsApp gives whole seconds, cut off.

    The latest moment within that second which is not to come, so that an answer stands below what it answers; of a
    message that came late nothing better is known than its second.
    """
    at = inbound.at
    return at if inbound.late or at % 1 else max(at, min(now, at + 0.999))


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
    reply_to: str | None = None,
    sender: str | None = None,
    scheduled_at: float | None = None,
    delay: float = 0.0,
    says: str | None = None,
) -> int:
    """Put a message into the outbox; its id. It leaves after those before it to the same contact.

    `sender` is who wrote it, such as `user:3` or `token:abc`; `reply_to` the wamid it quotes; `says` what it says
    in one text, where that is not in its content.
    """
    cursor = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, token, status, "
        "at, created_at, scheduled_at, next_attempt_at, execution_id, node, reply_to, sender, number) "
        "values (?, ?, 'out', ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, "
        "(select number from conversations where id = ?2))",
        (
            contact_id,
            conversation_id,
            origin,
            model.kind(content),
            says or model.summary(content),
            model.encode(content),
            secrets.token_urlsafe(9),
            scheduled_at or now,
            now,
            scheduled_at,
            scheduled_at or now + delay,
            execution_id,
            node,
            reply_to,
            sender,
        ),
    )
    return int(cursor.lastrowid or 0)


def add_note(
    db: Database,
    contact_id: int,
    conversation_id: int,
    text: str,
    origin: str,
    now: float,
    sender: str | None = None,
) -> int:
    """A line only the team sees; `sender` is who wrote it, such as `user:3`."""
    cursor = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, status, at, "
        "created_at, sender, number) values (?, ?, 'note', ?, 'note', ?, '{}', 'received', ?, ?, ?, "
        "(select number from conversations where id = ?2))",
        (contact_id, conversation_id, origin, text, now, now, sender),
    )
    return int(cursor.lastrowid or 0)


def note_once(
    db: Database, contact_id: int, conversation_id: int, text: str, origin: str, about: str, at: float, now: float
) -> int | None:
    """A line only the team sees, about something the channel knows by an id; None when it is here already."""
    row = db.execute(
        "insert into messages (contact_id, conversation_id, direction, origin, kind, text, content, status, wamid, at, "
        "created_at, number) values (?, ?, 'note', ?, 'note', ?, '{}', 'received', ?, ?, ?, "
        "(select number from conversations where id = ?2)) "
        "on conflict (wamid) where wamid is not null do nothing returning id",
        (contact_id, conversation_id, origin, text, about, at, now),
    ).fetchone()
    return row[0] if row else None


def fill(db: Database, message: Inbound, kind: str) -> int | None:
    """Put a message where only a placeholder of this kind was kept of it; its id, or None when there was none."""
    before = db.execute("select text from messages where wamid = ?", (message.id,)).fetchone()
    row = db.execute(
        "update messages set kind = ?, text = ?, content = ? where wamid = ? and kind = ? and ?1 <> kind returning id",
        (message.kind, message.text, msgspec.json.encode(message.content).decode(), message.id, kind),
    ).fetchone()
    if row:
        search.replace(db, row[0], before[0], message.text)
    return row[0] if row else None


def known(db: Database, wamid: str) -> bool:
    """Whether a message is here."""
    return db.execute("select 1 from messages where wamid = ?", (wamid,)).fetchone() is not None


def edit(db: Database, wamid: str, text: str, content: dict[str, Any], at: float) -> bool:
    """Replace what a message said; False when it is not here."""
    db.execute(
        "insert or ignore into message_edits (message_id, until, text) select id, ?1, text from messages "
        "where wamid = ?2 and (edited_at is null or edited_at < ?1)",
        (at, wamid),
    )
    before = db.execute("select id, text from messages where wamid = ?", (wamid,)).fetchone()
    cursor = db.execute(
        "update messages set text = ?, content = ?, edited_at = ? "
        "where wamid = ? and (edited_at is null or edited_at < ?)",
        (text, msgspec.json.encode(content).decode(), at, wamid, at),
    )
    if cursor.rowcount:
        search.replace(db, before[0], before[1], text)
    return cursor.rowcount > 0


def revoke(db: Database, wamid: str, at: float) -> bool:
    """Mark a message its sender took back; False when it is not here or was taken back before."""
    sql = "update messages set revoked_at = ? where wamid = ? and revoked_at is null"
    return db.execute(sql, (at, wamid)).rowcount > 0


def react(db: Database, contact_id: int, wamid: str, emoji: str, at: float) -> bool:
    """Keep the contact's reaction to a message; no emoji says that it was taken back, whatever comes late.

    False when nothing changed by it.
    """
    cursor = db.execute(
        "insert into reactions (message_wamid, contact_id, emoji, at) values (?, ?, ?, ?) "
        "on conflict (message_wamid, contact_id) do update set emoji = excluded.emoji, at = excluded.at "
        "where excluded.at > reactions.at or (excluded.at = reactions.at and excluded.emoji <> reactions.emoji)",
        (wamid, contact_id, emoji, at),
    )
    return cursor.rowcount > 0


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


def placed(db: Database, wamid: str) -> tuple[int, int, int] | None:
    """Where a message the channel knows by an id is: its contact, its conversation, its own id."""
    row = db.execute("select contact_id, conversation_id, id from messages where wamid = ?", (wamid,)).fetchone()
    return (row[0], row[1], row[2]) if row else None


def is_first(db: Database, contact_id: int, message_id: int) -> bool:
    """Whether nothing was said with this contact before this message."""
    row = db.execute(
        "select 1 from messages where contact_id = ? and id < ? and direction <> 'note' limit 1",
        (contact_id, message_id),
    ).fetchone()
    return row is None
