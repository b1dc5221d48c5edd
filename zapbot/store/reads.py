"""How far each person has read each conversation."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Inbound:
    """A customer's message as WhatsApp is told that it was read."""

    id: int
    wamid: str


def until(db: Database, user_id: int, conversation_id: int) -> int:
    """The last message somebody has seen; 0 when they never looked."""
    row = db.execute(
        "select message_id from reads where conversation_id = ? and user_id = ?", (conversation_id, user_id)
    ).fetchone()
    return int(row[0]) if row else 0


def mark(db: Database, user_id: int, conversation_id: int, message_id: int) -> None:
    """Somebody has seen everything up to a message."""
    db.execute(
        "insert into reads (user_id, conversation_id, message_id) values (?, ?, ?) on conflict (conversation_id, "
        "user_id) do update set message_id = max(message_id, excluded.message_id)",
        (user_id, conversation_id, message_id),
    )


def unread(db: Database, user_id: int, conversation_id: int) -> None:
    """The customer's last message counts as not seen."""
    db.execute(
        "insert into reads (user_id, conversation_id, message_id) select ?1, ?2, coalesce(max(id), 1) - 1 "
        "from messages where conversation_id = ?2 and direction = 'in' on conflict (conversation_id, user_id) "
        "do update set message_id = excluded.message_id",
        (user_id, conversation_id),
    )


def by_anybody(db: Database, conversation_id: int) -> int:
    """The last message anybody has seen; 0 when nobody looked."""
    row = db.execute("select max(message_id) from reads where conversation_id = ?", (conversation_id,)).fetchone()
    return int(row[0] or 0)


def last_inbound(db: Database, conversation_id: int, until: int) -> Inbound | None:
    """The customer's last message up to one."""
    row = db.execute(
        "select id, wamid from messages where conversation_id = ? and direction = 'in' and id <= ? "
        "and wamid is not null order by id desc limit 1",
        (conversation_id, until),
    ).fetchone()
    return Inbound(*row) if row else None
