"""How the machine is: what waits, what failed, what is in doubt."""

from sqlite_utils import Database

from tests.store.people import T0, person, queue
from zapbot.store import pulse


def test_an_empty_store_is_at_rest(db: Database) -> None:
    found = pulse.take(db, T0)
    assert (found.outbox, found.webhooks, found.dead_letters, found.outbox_since) == (0, 0, 0, None)
    assert found.minutes == [(0, 0)] * 60


def test_each_minute_of_the_last_hour_is_told_the_latest_last(db: Database) -> None:
    id = person(db)
    for ago in (0, 59, 61, 3599, 3600, 4000):
        queue(db, id, at=T0 - ago)
    assert [at for at, (_, out) in enumerate(pulse.take(db, T0).minutes) for _ in range(out)] == [0, 58, 59, 59]


def test_what_is_due_waits_and_what_is_planned_does_not(db: Database) -> None:
    id = person(db)
    _, later, unknown, dead = (queue(db, id, at=T0 - 30) for _ in range(4))
    db.execute("update messages set next_attempt_at = ? where id = ?", (T0 + 99, later))
    db.execute("update messages set status = 'unknown', unknown_at = ? where id = ?", (T0, unknown))
    db.execute("update messages set status = 'dead', failed_at = ? where id = ?", (T0, dead))
    found = pulse.take(db, T0)
    assert (found.outbox, found.outbox_since, found.unknown, found.failed, found.dead_letters) == (
        1,
        T0 - 30,
        1,
        1,
        1,
    )
    assert pulse.take(db, T0 + 2 * 86400).failed == 0
