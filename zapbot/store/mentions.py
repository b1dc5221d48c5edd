"""Who is named in a note, and whether they have looked."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Mention:
    """A note somebody is named in. Times are seconds since 1970."""

    message_id: int
    conversation_id: int
    contact: str | None
    phone: str | None
    author: str | None
    text: str
    at: float
    seen_at: float | None


def add(db: Database, message_id: int, user_id: int) -> None:
    """Somebody is named in a note."""
    db.execute("insert or ignore into mentions (message_id, user_id) values (?, ?)", (message_id, user_id))


def unseen(db: Database, user_id: int, conversation_id: int | None = None) -> int:
    """How many notes somebody has not looked at, all of them or those in the thread a conversation belongs to."""
    row = db.execute(
        f"select count(*) from mentions where user_id = ?1 and seen_at is null and {_THERE}", (user_id, conversation_id)
    )
    return int(row.fetchone()[0])


def see(db: Database, user_id: int, at: float, conversation_id: int | None = None) -> int:
    """Somebody has looked at what they are named in, all of it or that of one thread; how many were new."""
    cursor = db.execute(
        f"update mentions set seen_at = ?3 where user_id = ?1 and seen_at is null and {_THERE}",
        (user_id, conversation_id, at),
    )
    return cursor.rowcount


def listed(db: Database, user_id: int, limit: int = 50) -> list[Mention]:
    """The notes somebody is named in, the newest first."""
    rows = db.execute(
        "select m.id, m.conversation_id, p.name, p.phone, u.name, m.text, m.at, n.seen_at from mentions n "
        "join messages m on m.id = n.message_id join contacts p on p.id = m.contact_id "
        "left join users u on m.sender = 'user:' || u.id where n.user_id = ? order by n.message_id desc limit ?",
        (user_id, limit),
    )
    return [Mention(*row) for row in rows.fetchall()]


_THERE = """(?2 is null or exists (select 1 from messages m join conversations c on c.id = ?2
    where m.id = mentions.message_id and m.contact_id = c.contact_id and m.number = c.number))"""
