"""Small facts that outlive a process: why the number was stopped, when the worker was last seen."""

from typing import Any

import msgspec
from sqlite_utils import Database


def get(db: Database, key: str) -> Any:
    """A value, or None when it was never set."""
    row = db.execute("select value from settings where key = ?", (key,)).fetchone()
    return msgspec.json.decode(row[0]) if row else None


def put(db: Database, key: str, value: Any, at: float) -> None:
    """Set a value; anything JSON can hold."""
    db.execute(
        "insert into settings (key, value, updated_at) values (?, ?, ?) "
        "on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at",
        (key, msgspec.json.encode(value).decode(), at),
    )


def drop(db: Database, key: str) -> None:
    """Forget a value."""
    db.execute("delete from settings where key = ?", (key,))
