"""What the team keeps in mind about a person, whatever conversation it is in."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `who` wrote it, such as user:3, and `author` is what they are called."""

    id: int
    text: str
    at: float
    who: str
    author: str | None


def add(db: Database, contact_id: int, text: str, who: str, at: float) -> int:
    """Keep a note; its id."""
    cursor = db.execute(
        "insert into contact_notes (contact_id, text, at, who) values (?, ?, ?, ?)", (contact_id, text, at, who)
    )
    return int(cursor.lastrowid or 0)


def remove(db: Database, contact_id: int, id: int) -> bool:
    """Take a note away; whether it was there."""
    return db.execute("delete from contact_notes where id = ? and contact_id = ?", (id, contact_id)).rowcount > 0


def of_contact(db: Database, contact_id: int) -> list[Note]:
    """The notes about a person, the newest first."""
    rows = db.execute(
        "select n.id, n.text, n.at, n.who, u.name from contact_notes n left join users u on n.who = 'user:' || u.id "
        "where n.contact_id = ? order by n.id desc limit 100",
        (contact_id,),
    )
    return [Note(*row) for row in rows.fetchall()]
