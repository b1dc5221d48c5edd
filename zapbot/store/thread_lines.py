"""What happened around a contact's messages: the journal's lines that a thread shows between them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

MOST = 200
LATE_SECONDS = 24 * 3600.0
"""How much earlier than its conversation's line a message may have been written and still be its first; one that is
older came late or from a history, and stands above."""


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
        f"select * from ({_LINES} and j.at >= ?3 and j.at < ?4 + {LATE_SECONDS} and (j.at < ?4 or {_BEGINS})) "
        "where at >= ?3 and at < ?4 order by at desc, id desc limit ?5",
        (contact_id, number, since, until, MOST),
    ).fetchall()
    return [_happening(row) for row in reversed(rows)]


def after(db: Database, contact_id: int, number: str, id: int) -> list[Happening]:
    """What happened since a line of the journal was written, in the order it was written."""
    rows = db.execute(f"{_LINES} and j.id > ?3 order by j.id limit ?4", (contact_id, number, id, MOST)).fetchall()
    return [_happening(row) for row in rows]


def begun(db: Database, contact_id: int, number: str, conversation_ids: Collection[int]) -> list[Happening]:
    """How conversations began: a message that comes late may be the first of one that is shown already."""
    marks = ",".join("?" * len(conversation_ids))
    sql = f"{_LINES} and {_BEGINS} and j.conversation_id in ({marks})"
    return [_happening(row) for row in db.execute(sql, (contact_id, number, *conversation_ids)).fetchall()]


def newest(db: Database) -> int:
    """The id of the journal's newest line; 0 when it is empty."""
    return int(db.execute("select coalesce(max(id), 0) from journal").fetchone()[0])


_BEGINS = "j.kind = 'conversation.created'"
_AT = f"""iif({_BEGINS}, min(j.at, coalesce((select min(m.at) from messages m
    where m.conversation_id = j.conversation_id and m.at >= j.at - {LATE_SECONDS}), j.at)), j.at)"""
"""When a line stands in the thread: a conversation begins with its first message, whenever that one came."""

_LINES = f"""
    select j.id, {_AT} as at, j.kind, j.data, u.name from journal j
    left join conversations c on c.id = j.conversation_id
    left join users u on coalesce(json_extract(j.data, '$.by'), '') = 'user:' || u.id
    where j.contact_id = ?1 and j.contact_id is not null
      and substr(j.kind, 1, 8) not in ('message.', 'call.que', 'call.fin')
      and (c.id is null or c.number = ?2)"""


def _happening(row: tuple[Any, ...]) -> Happening:
    id, at, kind, data, who = row
    return Happening(id, at, kind, msgspec.json.decode(data), who)
