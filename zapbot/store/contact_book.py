"""All contacts as the team looks them up: found by words, narrowed, in an order, a page at a time."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.store import search

PAGE = 50
MOST_COUNTED = 10_000
ORDERS = ("seen", "name", "newest")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts; what is not set does not narrow. Times are seconds since 1970."""

    words: str = ""
    tag: str = ""
    marketing: str = ""
    """in, out, or empty."""
    seen_since: float | None = None
    seen_before: float | None = None
    blocked: bool = False
    order: str = "seen"


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact in the list; `key` and `id` are where the next page begins after it."""

    id: int
    name: str | None
    phone: str | None
    username: str | None
    marketing: str | None
    blocked_at: float | None
    last_inbound_at: float | None
    created_at: float
    fields: dict[str, Any]
    key: float | str
    tags: tuple[str, ...] = ()


Cursor = tuple[float | str, int]


def page(db: Database, wanted: Wanted, after: Cursor | None = None, limit: int = PAGE) -> list[Entry]:
    """The contacts that follow one in the list, or the first ones."""
    key, direction, beyond = _ORDER[wanted.order]
    where, values = _narrowed(wanted)
    if after is not None:
        where.append(f"({key}, id) {beyond} (:key, :id)")
        values |= {"key": after[0], "id": after[1]}
    rows = db.execute(
        f"select {_COLUMNS}, {key} from contacts where {' and '.join(where)} "
        f"order by {key} {direction}, id {direction} limit :limit",
        {**values, "limit": limit},
    )
    return [_entry(db, row) for row in rows.fetchall()]


def count(db: Database, wanted: Wanted) -> int:
    """How many there are, counted up to ten thousand."""
    where, values = _narrowed(wanted)
    sql = f"select count(*) from (select 1 from contacts where {' and '.join(where)} limit {MOST_COUNTED})"
    return int(db.execute(sql, values).fetchone()[0])


_COLUMNS = "id, name, phone, username, marketing, blocked_at, last_inbound_at, created_at, fields"
_ORDER = {
    "seen": ("coalesce(last_inbound_at, 0)", "desc", "<"),
    "name": ("coalesce(name, char(65533)) collate nocase", "asc", ">"),
    "newest": ("created_at", "desc", "<"),
}


def _narrowed(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    """The wish as SQL and its values."""
    parts = {
        "id in (select rowid from contact_search where contact_search match :words)": wanted.words,
        "exists (select 1 from tags where contact_id = contacts.id and tag = :tag)": wanted.tag,
        "marketing = :marketing": wanted.marketing,
        "coalesce(last_inbound_at, 0) >= :seen_since": wanted.seen_since,
        "coalesce(last_inbound_at, 0) < :seen_before": wanted.seen_before,
        "blocked_at is not null": wanted.blocked,
    }
    given = replace(wanted, words=search.contact_query(wanted.words))
    if wanted.words and not given.words:
        return ["false"], {}
    names = ("words", "tag", "marketing", "seen_since", "seen_before")
    values = {name: getattr(given, name) for name in names if getattr(given, name) not in ("", None)}
    return ["true", *(sql for sql, value in parts.items() if value not in ("", None, False))], values


def _entry(db: Database, row: tuple[Any, ...]) -> Entry:
    tags = db.execute("select tag from tags where contact_id = ? order by tag", (row[0],)).fetchall()
    return Entry(*(*row[:8], msgspec.json.decode(row[8]), row[9], tuple(tag for (tag,) in tags)))
