"""Contacts as lists show them, the newest first."""

import re
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact with tags, fields and what is known of marketing."""

    id: int
    name: str | None
    phone: str | None
    username: str | None
    fields: dict[str, Any]
    tags: list[str]
    marketing: str | None
    last_inbound_at: float | None
    created_at: float


_COLUMNS = (
    "id, name, phone, username, fields, "
    "(select json_group_array(tag) from (select tag from tags where contact_id = contacts.id order by tag)), "
    "marketing, last_inbound_at, created_at"
)
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def get(db: Database, id: int) -> Shown:
    """One contact. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from contacts where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no contact {id}")
    return _shown(row)


def listed(
    db: Database, limit: int, *, before: int | None = None, tag: str | None = None, search: str = ""
) -> list[Shown]:
    """Contacts that have a tag, and a text in their name or digits in their number."""
    wanted = {
        "id < ?": [before] if before is not None else None,
        "exists (select 1 from tags where contact_id = contacts.id and tag = ?)": [tag] if tag else None,
        r"(name like ? escape '\' or phone like ?)": _patterns(search) if search else None,
    }
    given = {condition: values for condition, values in wanted.items() if values}
    where = f"where {' and '.join(given)} " if given else ""
    bound = [value for values in given.values() for value in values]
    rows = db.execute(f"select {_COLUMNS} from contacts {where}order by id desc limit ?", (*bound, limit))
    return [_shown(row) for row in rows.fetchall()]


def _patterns(search: str) -> list[str]:
    """What a name and a number are compared with; without three digits no number fits."""
    digits = re.sub(r"\D", "", search)
    return [f"%{search.translate(_ESCAPED)}%", f"%{digits}%" if len(digits) >= 3 else ""]


def _shown(row: tuple[Any, ...]) -> Shown:
    values = list(row)
    values[4:6] = msgspec.json.decode(row[4]), msgspec.json.decode(row[5])
    return Shown(*values)
