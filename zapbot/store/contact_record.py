"""What is kept of one person, table by table, as plain data."""

from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError

_DECODED = ("content", "fields", "tags", "variables")

Rows = list[dict[str, Any]]


def contact(db: Database, id: int) -> dict[str, Any]:
    """The contact itself. Raises NotFoundError."""
    rows = _rows(
        db,
        "select id, name, phone, username, fields, "
        "(select json_group_array(tag) from tags where contact_id = contacts.id) "
        "as tags, marketing, marketing_at, marketing_source, marketing_paused_until, last_inbound_at, created_at "
        "from contacts where id = ?",
        id,
    )
    if not rows:
        raise NotFoundError(f"there is no contact {id}")
    return rows[0]


def identifiers(db: Database, contact_id: int) -> Rows:
    """Numbers and user ids, also those given up."""
    sql = "select kind, value, seen_at, retired_at from contact_identifiers where contact_id = ? order by seen_at"
    return _rows(db, sql, contact_id)


def consents(db: Database, contact_id: int) -> Rows:
    """Every change of mind about marketing."""
    return _rows(db, "select at, kind, source, detail from consents where contact_id = ? order by id", contact_id)


def notes(db: Database, contact_id: int) -> Rows:
    """What the team noted about them."""
    return _rows(db, "select text, at, who from contact_notes where contact_id = ? order by id", contact_id)


def conversations(db: Database, contact_id: int) -> Rows:
    """Conversations."""
    sql = "select id, number, owner, status, team, created_at, updated_at from conversations where contact_id = ?"
    return _rows(db, f"{sql} order by id", contact_id)


def messages(db: Database, contact_id: int) -> Rows:
    """Messages and notes, with their file and price."""
    return _rows(
        db,
        "select m.id, m.conversation_id, m.number, m.direction, m.origin, m.kind, m.text, m.content, m.wamid, "
        "m.reply_to, m.status, m.at, m.edited_at, m.revoked_at, m.sent_at, m.delivered_at, m.read_at, m.failed_reason, "
        "f.filename, f.mime, f.sha256, p.category as price_category, p.type as price_type from messages m "
        "left join media f on f.message_id = m.id left join charges p on p.message_id = m.id "
        "where m.contact_id = ? order by m.at, m.id",
        contact_id,
    )


def reactions(db: Database, contact_id: int) -> Rows:
    """Reactions to messages."""
    return _rows(db, "select message_wamid, emoji, at from reactions where contact_id = ? order by at", contact_id)


def executions(db: Database, contact_id: int) -> Rows:
    """Flows they went through, with what they answered."""
    return _rows(
        db,
        "select v.flow_id as flow, e.status, e.started_at, e.updated_at, json_extract(e.state, '$.vars') as variables "
        "from executions e join flow_versions v on v.id = e.flow_version_id where e.contact_id = ? order by e.id",
        contact_id,
    )


def campaigns(db: Database, contact_id: int) -> Rows:
    """Campaigns they were meant for."""
    return _rows(
        db,
        "select c.name, r.status, r.reason, r.queued_at from campaign_recipients r "
        "join campaigns c on c.id = r.campaign_id where r.contact_id = ? order by r.id",
        contact_id,
    )


def _rows(db: Database, sql: str, contact_id: int) -> Rows:
    """Rows as dictionaries, JSON read, nothing told of what is empty."""
    return [_told(row) for row in db.query(sql, [contact_id])]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    read = {key: msgspec.json.decode(value) if key in _DECODED and value else value for key, value in row.items()}
    return {key: value for key, value in read.items() if value is not None}
