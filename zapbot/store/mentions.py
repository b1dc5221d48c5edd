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


def unseen(db: Database, user_id: int) -> int:
    """How many notes somebody has not looked at."""
    row = db.execute("select count(*) from mentions where user_id = ? and seen_at is null", (user_id,)).fetchone()
    return int(row[0])


def see(db: Database, user_id: int, at: float, conversation_id: int | None = None) -> int:
    """Somebody has looked at what they are named in, all of it or that of one conversation; how many were new."""
    cursor = db.execute(
        "update mentions set seen_at = ?1 where user_id = ?2 and seen_at is null and (?3 is null or message_id in "
        "(select id from messages where conversation_id = ?3))",
        (at, user_id, conversation_id),
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
