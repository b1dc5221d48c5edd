"""What waits behind a message in trouble: told with the one it waits for, by the rule the queue itself goes by."""

import pytest
from sqlite_utils import Database

from tests.store.people import GRACE, T0, claimed, person, queue, take
from zapbot.store import outbox
from zapbot.store.waiting import behind


def found(db: Database, *ids: int, at: float = T0) -> dict[int, int]:
    return behind(db, ids, at, GRACE)


def test_what_waits_behind_a_message_that_is_tried_again_waits_for_that_one(db: Database) -> None:
    ana = person(db)
    first, second, third = (queue(db, ana) for _ in range(3))
    outbox.retry(db, take(db), T0 + 60, 131016, "overloaded")
    assert found(db, first, second, third) == {second: first, third: first}
    assert claimed(db, T0) == []


def test_a_message_that_is_merely_on_its_way_is_no_trouble(db: Database) -> None:
    ana = person(db)
    _, second = queue(db, ana), queue(db, ana)
    assert found(db, second) == {}
    take(db)
    assert found(db, second) == {}


@pytest.mark.parametrize(("origin", "later"), [("flow", True), ("agent", False), ("campaign", False)])
def test_what_is_in_doubt_holds_back_as_long_as_the_queue_says(db: Database, origin: str, later: bool) -> None:
    ana = person(db)
    first, second = queue(db, ana, origin=origin), queue(db, ana)
    outbox.unknown(db, take(db), "read time-out", T0)
    assert found(db, second) == {second: first}
    assert found(db, second, at=T0 + GRACE) == ({second: first} if later else {})


def test_nobody_waits_for_other_people_or_for_what_is_held(db: Database) -> None:
    ana, bruno = person(db), person(db, "5521955550102")
    first = queue(db, ana)
    outbox.retry(db, take(db), T0 + 60, 131016, "overloaded")
    of_bruno, second = queue(db, bruno), queue(db, ana)
    assert found(db, of_bruno, second) == {second: first}
    outbox.hold_for_window(db, first)
    assert found(db, second) == {}
