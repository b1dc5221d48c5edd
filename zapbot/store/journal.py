"""What happened, line by line: feeds the live inbox and the audit."""

from typing import Any

import msgspec
from sqlite_utils import Database


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
