"""Who did what that matters later: sign-ins, people, tokens. Lines are added, never changed."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody did; `who` is such as `user:3`, `token:ab12cd34`, `cli`, or the address of a stranger."""

    id: int
    at: float
    who: str
    what: str
    about: str
    data: dict[str, Any]


def append(db: Database, at: float, who: str, what: str, about: str = "", **data: Any) -> None:
    """Write one line; never a secret."""
    db.execute(
        "insert into audit_log (at, who, what, about, data) values (?, ?, ?, ?, ?)",
        (at, who, what, about, msgspec.json.encode(data).decode()),
    )


def listed(db: Database, limit: int = 100, before: int | None = None, kind: str = "") -> list[Line]:
    """The newest lines first, older than a line, of those that begin with a word."""
    rows = db.execute(
        "select id, at, who, what, about, data from audit_log where (?1 is null or id < ?1) "
        "and substr(what, 1, length(?2)) = ?2 order by id desc limit ?3",
        (before, kind, limit),
    )
    return [
        Line(id, at, who, what, about, msgspec.json.decode(data)) for id, at, who, what, about, data in rows.fetchall()
    ]
