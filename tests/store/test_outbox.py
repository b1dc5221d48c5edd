"""The outgoing queue: order per contact, nobody held back by another, nothing twice."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.store.people import GRACE, T0, claimed, person, queue, row, status, take
from zapbot.connector import StatusChange
from zapbot.store import outbox, statuses
from zapbot.store.db import connect, transaction


def test_a_contacts_messages_leave_one_after_the_other_in_order(db: Database) -> None:
    ana = person(db)
    first, second, third = (queue(db, ana) for _ in range(3))
    one = take(db)
    assert one.id == first
    assert claimed(db) == []
    outbox.accepted(db, one, "wamid.1", T0)
    two = take(db)
    assert two.id == second
    outbox.give_up(db, two, 131026, "undeliverable", T0)
    assert claimed(db) == [third]


def test_another_contact_is_not_held_back(db: Database) -> None:
    ana, bruno = person(db), person(db, "5521955550102")
    of_ana, _, of_bruno = queue(db, ana), queue(db, ana), queue(db, bruno)
    assert claimed(db) == [of_ana, of_bruno]


def test_a_message_that_waits_for_its_next_try_holds_back_its_contact_only(db: Database) -> None:
    ana, bruno = person(db), person(db, "5521955550102")
    first, second = queue(db, ana), queue(db, ana)
    outbox.hold(db, take(db), T0 + 60, 131056, "pair rate")
    of_bruno = queue(db, bruno)
    assert claimed(db, T0 + 59) == [of_bruno]
    assert claimed(db, T0 + 60) == [first]
    assert status(db, second) == "pending"


def test_a_message_planned_for_later_holds_nobody_back_and_leaves_when_its_time_comes(db: Database) -> None:
    ana = person(db)
    planned = queue(db, ana, scheduled_at=T0 + 3600)
    now = queue(db, ana)
    one = take(db)
    assert one.id == now
    assert claimed(db, T0 + 3600) == []
    outbox.accepted(db, one, "wamid.1", T0)
    assert claimed(db, T0 + 3599) == []
    assert claimed(db, T0 + 3600) == [planned]


@pytest.mark.parametrize("origin", ["flow", "api", "agent", "campaign"])
def test_a_message_in_doubt_holds_its_contact_back(db: Database, origin: str) -> None:
    ana = person(db)
    queue(db, ana, origin=origin)
    queue(db, ana)
    outbox.unknown(db, take(db), "read time-out", T0)
    assert claimed(db, T0 + GRACE - 1) == []


def test_a_persons_message_in_doubt_holds_its_contact_back_only_for_the_grace(db: Database) -> None:
    ana = person(db)
    doubtful = queue(db, ana, origin="agent")
    after = queue(db, ana)
    outbox.unknown(db, take(db), "read time-out", T0)
    assert claimed(db, T0 + GRACE) == [after]
    assert status(db, doubtful) == "unknown"


def test_a_flows_message_in_doubt_holds_its_contact_back_until_it_is_settled(db: Database) -> None:
    ana = person(db)
    queue(db, ana)
    queue(db, ana)
    outbox.unknown(db, take(db), "read time-out", T0)
    assert claimed(db, T0 + 10 * GRACE) == []


def test_no_more_than_asked_for_are_taken_the_longest_waiting_first(db: Database) -> None:
    ids = [queue(db, person(db, f"55119855501{n:02}"), at=T0 - n) for n in range(10)]
    assert claimed(db, limit=3) == sorted(ids[-3:])


def test_several_workers_never_take_the_same_message(folder: Path, db: Database) -> None:
    with transaction(db):
        ids = [queue(db, person(db, f"5511985{n:06}")) for n in range(120)]
    taken: list[int] = []

    def work() -> None:
        own = connect(folder)
        while True:
            with transaction(own):
                got = claimed(own, limit=7)
            if not got:
                break
            taken.extend(got)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == ids


def test_each_attempt_has_an_id_of_its_own(db: Database) -> None:
    queue(db, person(db))
    first = take(db)
    outbox.retry(db, first, T0, 131000, "try again")
    second = take(db)
    assert first.callback != second.callback
    assert first.callback.split(":")[:2] == second.callback.split(":")[:2]


def test_a_request_that_never_left_does_not_count_as_an_attempt(db: Database) -> None:
    id = queue(db, person(db))
    for _ in range(20):
        outbox.unsent(db, take(db), T0, "refused")
    assert row(db, id)["attempts"] == 0
    assert status(db, id) == "pending"


def test_a_worker_that_died_leaves_its_message_in_doubt(db: Database) -> None:
    id = queue(db, person(db))
    take(db)
    assert outbox.expire_leases(db, T0 + outbox.LEASE_SECONDS) == []
    assert outbox.expire_leases(db, T0 + outbox.LEASE_SECONDS + 1) == [id]
    assert status(db, id) == "unknown"


def test_a_lease_that_is_renewed_does_not_run_out(db: Database) -> None:
    queue(db, person(db))
    one = take(db)
    outbox.renew(db, [one], T0 + 9)
    assert outbox.expire_leases(db, T0 + 9 + outbox.LEASE_SECONDS) == []


def test_the_answer_of_a_worker_taken_for_dead_still_counts(db: Database) -> None:
    id = queue(db, person(db))
    one = take(db)
    outbox.expire_leases(db, T0 + 60)
    outbox.accepted(db, one, "wamid.1", T0 + 61)
    assert status(db, id) == "sent"
    assert row(db, id)["wamid"] == "wamid.1"


@pytest.mark.parametrize("origin", ["flow", "api"])
def test_what_is_still_in_doubt_after_the_grace_is_sent_again_if_webhooks_came(db: Database, origin: str) -> None:
    id = queue(db, person(db), origin=origin)
    outbox.unknown(db, take(db), "read time-out", T0 + 30)
    assert outbox.resend_unknown(db, T0 + GRACE - 1, GRACE, T0 + 60) == []
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, None) == []
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, T0) == []
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + 60) == [id]
    assert take(db, T0 + GRACE).attempts == 2


@pytest.mark.parametrize("origin", ["agent", "campaign"])
def test_what_a_person_wrote_is_never_sent_again_by_itself(db: Database, origin: str) -> None:
    id = queue(db, person(db), origin=origin)
    outbox.unknown(db, take(db), "read time-out", T0)
    assert outbox.resend_unknown(db, T0 + 99 * GRACE, GRACE, T0 + 98 * GRACE) == []
    assert status(db, id) == "unknown"


def test_a_message_that_was_in_doubt_too_often_is_given_up(db: Database) -> None:
    id = queue(db, person(db))
    now = T0
    for _ in range(6):
        outbox.unknown(db, take(db, now), "read time-out", now)
        now += GRACE + 1
        again = outbox.resend_unknown(db, now, GRACE, now)
    assert again == []
    assert status(db, id) == "dead"


def test_a_message_that_was_taken_back_does_not_leave_and_a_persons_does(db: Database) -> None:
    ana, bruno = person(db), person(db, "5521955550102")
    of_bot, of_agent, of_other = queue(db, ana), queue(db, ana, origin="agent"), queue(db, bruno)
    assert outbox.cancel_waiting(db, ana, "flow", T0) == 1
    assert status(db, of_bot) == "canceled"
    assert claimed(db) == [of_agent, of_other]


def test_a_message_in_doubt_that_is_taken_back_is_not_sent_again_but_may_turn_out_sent(db: Database) -> None:
    ana = person(db)
    doubtful = queue(db, ana)
    one = take(db)
    outbox.unknown(db, one, "read time-out", T0)
    assert outbox.cancel_waiting(db, ana, "flow", T0) == 1
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + GRACE) == []
    statuses.apply(db, StatusChange("wamid.1", "delivered", T0, callback=one.callback), T0)
    assert status(db, doubtful) == "delivered"


@pytest.mark.parametrize("come_back", [outbox.retry, outbox.hold])
def test_a_message_on_its_way_when_a_person_takes_over_is_not_tried_again(db: Database, come_back: Any) -> None:
    ana = person(db)
    id = queue(db, ana)
    one = take(db)
    outbox.cancel_waiting(db, ana, "flow", T0)
    come_back(db, one, T0 + 1, 131016, "busy")
    assert status(db, id) == "canceled"
    assert claimed(db, T0 + 600) == []


def test_a_message_on_its_way_when_a_person_takes_over_that_never_left_stays_here(db: Database) -> None:
    ana = person(db)
    id = queue(db, ana)
    one = take(db)
    outbox.cancel_waiting(db, ana, "flow", T0)
    outbox.unsent(db, one, T0 + 1, "connection refused")
    assert status(db, id) == "canceled"


def test_a_message_on_its_way_that_stays_in_doubt_after_a_take_over_is_not_sent_again(db: Database) -> None:
    ana = person(db)
    id = queue(db, ana)
    one = take(db)
    outbox.cancel_waiting(db, ana, "flow", T0)
    outbox.unknown(db, one, "read time-out", T0)
    assert outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + GRACE) == []
    assert status(db, id) == "canceled"


def test_the_late_answer_to_a_message_taken_back_is_kept(db: Database) -> None:
    ana = person(db)
    id = queue(db, ana)
    one = take(db)
    outbox.expire_leases(db, T0 + 60)
    outbox.cancel_waiting(db, ana, "flow", T0 + 61)
    outbox.accepted(db, one, "wamid.1", T0 + 62)
    assert status(db, id) == "sent"


def test_the_next_thing_to_do_is_known(db: Database) -> None:
    ana, bruno, carla = person(db), person(db, "5521955550102"), person(db, "5531985550103")
    assert outbox.next_due(db, "", T0, GRACE) is None
    queue(db, ana, scheduled_at=T0 + 500)
    assert outbox.next_due(db, "", T0, GRACE) == T0 + 500
    queue(db, bruno)
    doubtful = take(db)
    assert outbox.next_due(db, "", T0, GRACE) == T0 + outbox.LEASE_SECONDS
    outbox.unknown(db, doubtful, "?", T0 + 30)
    assert outbox.next_due(db, "", T0, GRACE) == T0 + GRACE
    queue(db, carla)
    outbox.retry(db, take(db), T0 + 5, None, "?")
    assert outbox.next_due(db, "", T0, GRACE) == T0 + 5


def test_the_end_of_a_persons_doubt_is_due_too(db: Database) -> None:
    ana = person(db)
    queue(db, ana, origin="agent")
    outbox.unknown(db, take(db), "?", T0 + 30)
    after = queue(db, ana)
    due = outbox.next_due(db, "", T0 + GRACE, GRACE)
    assert due == T0 + 30 + GRACE
    assert claimed(db, due) == [after]


def test_there_is_something_to_do_only_when_there_is(db: Database) -> None:
    assert not outbox.busy(db, T0)
    queue(db, person(db), scheduled_at=T0 + 5)
    assert not outbox.any_ready(db, "", T0)
    assert outbox.any_ready(db, "", T0 + 5)
    assert outbox.busy(db, T0 + 5)
    outbox.unknown(db, take(db, T0 + 5), "?", T0 + 5)
    assert outbox.busy(db, T0 + 5)


def test_settling_twice_or_too_late_changes_nothing(db: Database) -> None:
    id = queue(db, person(db))
    old = take(db)
    outbox.retry(db, old, T0, None, "?")
    new = take(db)
    outbox.retry(db, old, T0 + 99, None, "late")
    outbox.unknown(db, old, "late", T0)
    assert not outbox.give_up(db, old, None, "late", T0)
    assert status(db, id) == "sending"
    outbox.accepted(db, new, "wamid.1", T0)
    outbox.retry(db, new, T0, None, "late")
    assert status(db, id) == "sent"


def test_a_second_acceptance_tells_that_it_was_sent_twice(db: Database) -> None:
    queue(db, person(db))
    first = take(db)
    outbox.unknown(db, first, "?", T0)
    outbox.resend_unknown(db, T0 + GRACE, GRACE, T0 + GRACE)
    second = take(db, T0 + GRACE)
    assert outbox.accepted(db, second, "wamid.2", T0 + GRACE) is None
    assert outbox.accepted(db, first, "wamid.1", T0 + GRACE) == "wamid.2"


def test_a_message_past_the_window_is_failed_with_the_reason(db: Database) -> None:
    id = queue(db, person(db))
    outbox.refuse_closed(db, id, T0)
    assert row(db, id)["failed_code"] == 131047
    assert claimed(db) == []
