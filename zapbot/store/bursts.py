"""Texts a customer typed shortly after one another, gathered until there is a pause."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Burst:
    """What was gathered of one contact; the message is the last of it."""

    contact_id: int
    message_id: int
    text: str


_APPEND = (
    "update set message_id = max(message_id, excluded.message_id), "
    "text = bursts.text || char(10) || excluded.text, due_at = max(due_at, excluded.due_at)"
)


def gather(db: Database, contact_id: int, message_id: int, text: str, due_at: float) -> None:
    """Add a text; the pause counts from the latest."""
    db.execute(
        "insert into bursts (contact_id, message_id, text, due_at) values (?, ?, ?, ?) "
        f"on conflict (contact_id) do {_APPEND}",
        (contact_id, message_id, text, due_at),
    )


def joined(db: Database, contact_id: int, text: str) -> str:
    """What a burst of a contact would say with one more text."""
    row = db.execute("select text from bursts where contact_id = ?", (contact_id,)).fetchone()
    return f"{row[0]}\n{text}" if row else text


def merge(db: Database, keep: int, gone: int) -> None:
    """Two contacts are one: so are their bursts."""
    db.execute(
        "insert into bursts (contact_id, message_id, text, due_at) "
        "select ?, message_id, text, due_at from bursts where contact_id = ? "
        f"on conflict (contact_id) do {_APPEND}",
        (keep, gone),
    )
    db.execute("delete from bursts where contact_id = ?", (gone,))


def take(db: Database, contact_id: int) -> Burst | None:
    """What was gathered of a contact, if anything, taken out."""
    row = db.execute(
        "delete from bursts where contact_id = ? returning contact_id, message_id, text", (contact_id,)
    ).fetchone()
    return Burst(*row) if row else None


def due(db: Database, now: float, limit: int) -> list[int]:
    """Contacts who have paused long enough."""
    rows = db.execute("select contact_id from bursts where due_at <= ? order by due_at limit ?", (now, limit))
    return [id for (id,) in rows.fetchall()]


def next_due(db: Database) -> float | None:
    """When the next contact will have paused long enough."""
    row = db.execute("select min(due_at) from bursts").fetchone()
    return None if row[0] is None else float(row[0])
