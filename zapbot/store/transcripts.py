"""One conversation from its first message to its last, for a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `author` is the person of the team who wrote it, if one did."""

    id: int
    at: float
    direction: str
    origin: str
    author: str | None
    kind: str
    text: str
    filename: str | None
    status: str
    edited: bool
    revoked: bool


def read(db: Database, conversation_id: int) -> Iterator[Said]:
    """Its messages in the order they were said, some at a time."""
    edge: tuple[float, int] = (float("-inf"), 0)
    while rows := db.execute(_PAGE, (conversation_id, *edge, _AT_ONCE)).fetchall():
        yield from (Said(*(*row[:9], bool(row[9]), bool(row[10]))) for row in rows)
        edge = rows[-1][1], rows[-1][0]


_PAGE = """
    select m.id, m.at, m.direction, m.origin, u.name, m.kind, m.text, f.filename, m.status,
        m.edited_at is not null, m.revoked_at is not null
    from messages m
    left join users u on m.sender = 'user:' || u.id
    left join media f on f.message_id = m.id
    where m.conversation_id = ? and (m.at, m.id) > (?, ?) order by m.at, m.id limit ?"""
