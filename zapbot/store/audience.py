"""The contacts that meet conditions: by tag, by field, by how long they have been silent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlite_utils import Database

from zapbot.store.schedules import conditions

if TYPE_CHECKING:
    from zapbot.flow.triggers import Audience

PAGE = 1_000


def ids(db: Database, audience: "Audience", at: float) -> Iterator[int]:
    """Their ids, in order, read a page at a time; only those who can be written to."""
    fragments, values = conditions(audience, at)
    last = 0
    while page := db.execute(
        "select c.id from contacts c where c.id > ? and exists (select 1 from contact_identifiers i "
        f"where i.contact_id = c.id and i.retired_at is null) {fragments} order by c.id limit ?",
        [last, *values, PAGE],
    ).fetchall():
        last = page[-1][0]
        yield from (id for (id,) in page)


def count(db: Database, audience: "Audience", at: float) -> int:
    """How many there are."""
    fragments, values = conditions(audience, at)
    row = db.execute(
        "select count(*) from contacts c where exists (select 1 from contact_identifiers i "
        f"where i.contact_id = c.id and i.retired_at is null) {fragments}",
        values,
    ).fetchone()
    return int(row[0])
