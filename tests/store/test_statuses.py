"""Ticks: whatever the order, the right one in the end, and never back."""

from itertools import combinations, permutations

import pytest
from sqlite_utils import Database

from tests.store.people import GRACE, T0, person, queue, row, status, take
from zapbot.connector import StatusChange
from zapbot.store import outbox, statuses
from zapbot.store.outbox import Claim
from zapbot.store.statuses import Applied

ALL = ("sent", "delivered", "read", "played", "failed")
PROGRESS = {"sent": 1, "delivered": 2, "read": 3, "played": 4}
ORDERS = [order for size in (1, 2, 3, 4, 5) for some in combinations(ALL, size) for order in permutations(some)]


@pytest.fixture
def one(db: Database) -> Claim:
    """A message on its way."""
    queue(db, person(db))
    return take(db)


def tell(db: Database, name: str, wamid: str = "wamid.1", callback: str | None = None, at: float = T0) -> Applied:
    code = 131026 if name == "failed" else None
    return statuses.apply(db, StatusChange(wamid, name, at, callback=callback, code=code), T0)


def ending(told: tuple[str, ...]) -> str:
    """Where a message ends of which these statuses were told."""
    best = max((name for name in told if name != "failed"), key=lambda name: PROGRESS[name], default="failed")
    return "failed" if best == "sent" and "failed" in told else best


@pytest.mark.parametrize("twice", ["once each", "each twice at once", "all twice"])
def test_every_order_of_statuses_ends_in_the_right_one_and_never_goes_back(
    db: Database, one: Claim, twice: str
) -> None:
    outbox.accepted(db, one, "wamid.1", T0)
    for order in ORDERS:
        db.execute("savepoint one_order")
        told = {
            "once each": order,
            "each twice at once": tuple(name for name in order for _ in range(2)),
            "all twice": order * 2,
        }[twice]
        seen = []
        for name in told:
            tell(db, name)
            seen.append(status(db, one.id))
        assert seen[-1] == ending(order), (order, seen)
        ranks = [statuses.RANK[name] for name in seen]
        assert ranks == sorted(ranks), (order, seen)
        assert "sent" not in seen[seen.index("failed") :] if "failed" in seen else True
        db.execute("rollback to one_order")


def test_a_late_status_fills_only_its_own_time(db: Database, one: Claim) -> None:
    outbox.accepted(db, one, "wamid.1", T0)
    assert tell(db, "read", at=T0 + 9).moved
    assert not tell(db, "delivered", at=T0 + 5).moved
    assert not tell(db, "delivered", at=T0 + 7).moved
    kept = row(db, one.id)
    assert (kept["status"], kept["delivered_at"], kept["read_at"]) == ("read", T0 + 5, T0 + 9)


def test_a_status_that_names_the_second_does_not_lift_a_message_above_what_it_answers(db: Database) -> None:
    maria = person(db)
    id = queue(db, maria, at=T0 + 0.9)
    taken = take(db, T0 + 1)
    tell(db, "sent", callback=taken.callback, at=T0)
    outbox.accepted(db, taken, "wamid.1", T0 + 1.1)
    kept = row(db, id)
    assert (kept["at"], kept["sent_at"], kept["status"]) == (T0 + 0.9, T0, "sent")


def test_a_value_nobody_knows_changes_nothing(db: Database, one: Claim) -> None:
    outbox.accepted(db, one, "wamid.1", T0)
    assert not tell(db, "teletransportado").moved
    assert not tell(db, "deleted").moved
    assert status(db, one.id) == "sent"


def test_a_status_that_comes_before_our_answer_settles_the_message(db: Database, one: Claim) -> None:
    assert tell(db, "delivered", callback=one.callback).moved
    assert (status(db, one.id), row(db, one.id)["wamid"]) == ("delivered", "wamid.1")
    outbox.accepted(db, one, "wamid.1", T0 + 1)
    assert status(db, one.id) == "delivered"
    outbox.unknown(db, one, "late", T0 + 1)
    assert status(db, one.id) == "delivered"


def test_a_status_with_the_id_of_the_attempt_settles_a_doubt(db: Database, one: Claim) -> None:
    outbox.unknown(db, one, "read time-out", T0)
    assert tell(db, "sent", callback=one.callback).moved
    assert status(db, one.id) == "sent"
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + GRACE) == []


@pytest.mark.parametrize("callback", [None, "out:42:1", "zapbot:x", "zapbot:nobody:1", "zapbot::", "zapbot:a:²", ""])
def test_a_status_of_a_message_nobody_here_sent_is_kept_apart(db: Database, callback: str | None) -> None:
    assert tell(db, "sent", "wamid.elsewhere", callback).target is None
    assert db.execute("select count(*) from orphan_statuses").fetchone()[0] == 1


def test_a_status_kept_apart_is_applied_when_its_message_becomes_known(db: Database, one: Claim) -> None:
    for name in ("read", "sent", "delivered"):
        tell(db, name)
    tell(db, "read", "wamid.other")
    outbox.accepted(db, one, "wamid.1", T0)
    statuses.adopt(db, one.id, "wamid.1")
    assert status(db, one.id) == "read"
    assert row(db, one.id)["delivered_at"] == T0
    assert db.execute("select wamid from orphan_statuses").fetchall() == [("wamid.other",)]


def test_statuses_nobody_asks_for_are_forgotten_in_time(db: Database) -> None:
    tell(db, "sent", "wamid.old")
    assert statuses.forget_orphans(db, T0) == 0
    assert statuses.forget_orphans(db, T0 + 1) == 1


def test_the_failure_of_an_earlier_attempt_is_not_the_failure_of_this_one(db: Database, one: Claim) -> None:
    outbox.retry(db, one, T0, 131000, "?")
    again = take(db)
    assert not tell(db, "failed", "wamid.1", one.callback).moved
    assert status(db, again.id) == "sending"
    outbox.accepted(db, again, "wamid.2", T0)
    assert not tell(db, "failed", "wamid.1", one.callback).moved
    assert status(db, again.id) == "sent"


def test_a_failure_told_twice_queues_a_message_again_once(db: Database, one: Claim) -> None:
    outbox.accepted(db, one, "wamid.1", T0)
    told = tell(db, "failed", callback=one.callback)
    assert told.failed
    assert told.target is not None
    statuses.send_again(db, told.target, T0 + 5)
    assert not tell(db, "failed", callback=one.callback).failed
    assert not tell(db, "sent", callback=one.callback).moved
    assert (status(db, one.id), row(db, one.id)["next_attempt_at"]) == ("pending", T0 + 5)


def test_a_failure_told_before_our_answer_is_not_forgotten_by_it(db: Database, one: Claim) -> None:
    told = tell(db, "failed", callback=one.callback)
    assert told.target is not None
    statuses.send_again(db, told.target, T0 + 5)
    outbox.accepted(db, one, "wamid.1", T0 + 1)
    assert status(db, one.id) == "pending"
    assert take(db, T0 + 5).attempts == 2


def test_a_delivery_told_after_the_failure_spares_the_second_try(db: Database, one: Claim) -> None:
    outbox.accepted(db, one, "wamid.1", T0)
    told = tell(db, "failed", callback=one.callback)
    assert told.target is not None
    statuses.send_again(db, told.target, T0 + 5)
    assert tell(db, "delivered", callback=one.callback).moved
    assert status(db, one.id) == "delivered"
    assert outbox.claim(db, "", T0 + 5, 9, GRACE) == []


def test_a_dead_letter_stays_one_when_its_failure_is_told_again(db: Database, one: Claim) -> None:
    outbox.give_up(db, one, 131026, "undeliverable", T0)
    assert not tell(db, "failed", callback=one.callback).moved
    assert status(db, one.id) == "dead"


def test_the_first_sending_showing_up_after_a_second_one_is_a_duplicate(db: Database, one: Claim) -> None:
    outbox.unknown(db, one, "read time-out", T0)
    outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + GRACE)
    again = take(db, T0 + GRACE)
    outbox.accepted(db, again, "wamid.2", T0 + GRACE)
    assert tell(db, "sent", "wamid.1", one.callback).duplicate
    assert not tell(db, "failed", "wamid.1", one.callback).duplicate
    assert not tell(db, "sent", "wamid.2", again.callback).duplicate
    assert (status(db, one.id), row(db, one.id)["wamid"]) == ("sent", "wamid.2")
