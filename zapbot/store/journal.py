"""What happened, line by line: feeds the live inbox and the audit."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    id: int
    at: float
    kind: str
    contact_id: int | None
    conversation_id: int | None
    message_id: int | None
    data: dict[str, Any]


def append(
    db: Database,
    kind: str,
    at: float,
    contact_id: int | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    **data: Any,
) -> None:
    """Write one line."""
    db.execute(
        "insert into journal (at, kind, contact_id, conversation_id, message_id, data) values (?, ?, ?, ?, ?, ?)",
        (at, kind, contact_id, conversation_id, message_id, msgspec.json.encode(data).decode() if data else "{}"),
    )


def count(db: Database, kind: str) -> int:
    """How many lines of a kind there are."""
    return int(db.execute("select count(*) from journal where kind = ?", (kind,)).fetchone()[0])


def newest(db: Database) -> int:
    """The id of the last line; 0 when there is none."""
    return int(db.execute("select coalesce(max(id), 0) from journal").fetchone()[0])


def after(db: Database, id: int, limit: int) -> list[Line]:
    """The lines that follow one, in the order they were committed."""
    rows = db.execute(
        "select id, at, kind, contact_id, conversation_id, message_id, data from journal where id > ? "
        "order by id limit ?",
        (id, limit),
    )
    return [
        Line(line, at, kind, contact_id, conversation_id, message_id, msgspec.json.decode(data))
        for line, at, kind, contact_id, conversation_id, message_id, data in rows.fetchall()
    ]
