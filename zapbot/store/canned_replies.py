"""Ready answers, each with the shortcut it is asked for by."""

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import ConflictError, NotFoundError


@dataclass(frozen=True, slots=True)
class Canned:
    """One ready answer; `text` may hold variables such as {name}."""

    id: int
    shortcut: str
    text: str
    updated_at: float
    updated_by: str | None


_COLUMNS = "id, shortcut, text, updated_at, updated_by"


def listed(db: Database) -> list[Canned]:
    """All of them by shortcut."""
    rows = db.execute(f"select {_COLUMNS} from canned_replies order by shortcut collate nocase")
    return [Canned(*row) for row in rows.fetchall()]


def get(db: Database, id: int) -> Canned:
    """One by its id. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from canned_replies where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no ready answer {id}")
    return Canned(*row)


def add(db: Database, shortcut: str, text: str, by: str, at: float) -> int:
    """A new one; its id. Raises ConflictError when the shortcut is taken."""
    try:
        cursor = db.execute(
            "insert into canned_replies (shortcut, text, updated_at, updated_by) values (?, ?, ?, ?)",
            (shortcut, text, at, by),
        )
    except sqlite3.IntegrityError:
        raise ConflictError(f"there is a ready answer /{shortcut} already") from None
    return int(cursor.lastrowid or 0)


def change(db: Database, id: int, shortcut: str, text: str, by: str, at: float) -> None:
    """Other words for it. Raises ConflictError when the shortcut is another one's."""
    try:
        db.execute(
            "update canned_replies set shortcut = ?, text = ?, updated_at = ?, updated_by = ? where id = ?",
            (shortcut, text, at, by, id),
        )
    except sqlite3.IntegrityError:
        raise ConflictError(f"there is a ready answer /{shortcut} already") from None


def remove(db: Database, id: int) -> None:
    """There is no such answer any more."""
    db.execute("delete from canned_replies where id = ?", (id,))
