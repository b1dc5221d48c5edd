"""Contacts as the team looks them up."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person
from zapbot.store import blocks, consents, contact_book, contacts, search
from zapbot.store.contact_book import Wanted


@pytest.fixture
def five(db: Database) -> list[int]:
    """Five contacts: the first wrote last, the fifth never."""
    ids = [person(db, f"551195555{n:04}", T0 + n) for n in range(5)]
    for n, (id, name) in enumerate(zip(ids, ("Zoe", "ana", "Bia", None, "Caio"), strict=True)):
        if name:
            contacts.set_field(db, id, "name", name)
        seen = T0 - n if n < 4 else None
        db.execute("update contacts set last_inbound_at = ? where id = ?", (seen, id))
    search.index_contacts(db)
    return ids


def listed(db: Database, **wanted: object) -> list[int]:
    return [entry.id for entry in contact_book.page(db, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("seen", [0, 1, 2, 3, 4]), ("name", [1, 2, 4, 0, 3]), ("newest", [4, 3, 2, 1, 0])],
)
def test_each_order_goes_through_all_page_by_page(
    db: Database, five: list[int], order: str, expected: list[int]
) -> None:
    found, after = [], None
    while entries := contact_book.page(db, Wanted(order=order), after, 2):
        found += [entry.id for entry in entries]
        after = entries[-1].key, entries[-1].id
    assert found == [five[index] for index in expected]


def test_conditions_narrow_together(db: Database, five: list[int]) -> None:
    contacts.tag(db, five[0], ["vip"], [], T0)
    contacts.tag(db, five[1], ["vip"], [], T0)
    consents.put(db, five[1], "out", "form", T0)
    blocks.put(db, five[2], T0)
    assert listed(db, tag="vip") == five[:2]
    assert listed(db, tag="vip", marketing="out") == [five[1]]
    assert listed(db, blocked=True) == [five[2]]
    assert listed(db, seen_since=T0 - 1) == five[:2]
    assert listed(db, seen_before=T0 - 1) == [five[2], five[3], five[4]]
    assert listed(db, words="BIA") == [five[2]]
    assert listed(db, words="(11) 95555-0003") == [five[3]]
    assert listed(db, words="!?") == []
    assert contact_book.count(db, Wanted(tag="vip")) == 2


def test_the_list_reads_its_order_from_an_index(db: Database) -> None:
    for order, (key, direction, _) in contact_book._ORDER.items():
        plan = db.execute(f"explain query plan select id from contacts order by {key} {direction}, id {direction}")
        assert "TEMP B-TREE" not in str(plan.fetchall()), order
