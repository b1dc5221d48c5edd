"""What happened around a contact's messages: the journal's lines that a thread shows between them."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

MOST = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """One line; `who` is the name of the person who did it, when one did."""

    id: int
    at: float
    kind: str
    data: dict[str, Any]
    who: str | None = None


def between(db: Database, contact_id: int, number: str, since: float, until: float) -> list[Happening]:
    """What happened in a span of time on one number, or to the contact itself, oldest first; the newest of too many."""
    rows = db.execute(
        f"{_LINES} and j.at >= ?3 and j.at < ?4 order by j.at desc, j.id desc limit ?5",
        (contact_id, number, since, until, MOST),
    ).fetchall()
    return [_happening(row) for row in reversed(rows)]


def after(db: Database, contact_id: int, number: str, id: int) -> list[Happening]:
    """What happened since a line of the journal was written, oldest first."""
    rows = db.execute(f"{_LINES} and j.id > ?3 order by j.id limit ?4", (contact_id, number, id, MOST)).fetchall()
    return [_happening(row) for row in rows]


def newest(db: Database) -> int:
    """The id of the journal's newest line; 0 when it is empty."""
    return int(db.execute("select coalesce(max(id), 0) from journal").fetchone()[0])


_LINES = """
    select j.id, j.at, j.kind, j.data, u.name from journal j
    left join conversations c on c.id = j.conversation_id
    left join users u on coalesce(json_extract(j.data, '$.by'), '') = 'user:' || u.id
    where j.contact_id = ?1 and j.contact_id is not null
      and substr(j.kind, 1, 8) not in ('message.', 'call.que', 'call.fin')
      and (c.id is null or c.number = ?2)"""


def _happening(row: tuple[Any, ...]) -> Happening:
    id, at, kind, data, who = row
    return Happening(id, at, kind, msgspec.json.decode(data), who)
