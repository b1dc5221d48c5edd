"""What a crash or a lost answer left in doubt."""

import pytest

from tests.desk.office import GRACE, Office
from tests.desk.webhooks import ANA, T0, post, status, text
from tests.store.people import person, queue
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.desk.sweep import ORPHAN_SECONDS, sweep
from zapbot.store import outbox


@pytest.fixture
def desk(office: Office) -> Office:
    """An office whose worker died while it sent a message."""
    queue(office.db, person(office.db, ANA))
    outbox.claim(office.db, PHONE_NUMBER_ID, office.now, 9, GRACE)
    return office


def look(office: Office, seconds: float) -> None:
    office.now += seconds
    sweep(office.db, office.now, GRACE)


def test_the_message_of_a_worker_that_died_is_in_doubt(desk: Office) -> None:
    look(desk, 5)
    assert desk.statuses() == ["sending"]
    look(desk, 10)
    look(desk, 10)
    assert desk.statuses() == ["unknown"]
    assert desk.journal("message.unknown") == ["message.unknown"]


def test_without_webhooks_nothing_proves_that_it_was_not_sent(desk: Office) -> None:
    desk.arrive(post(text("w1", "antes")))
    look(desk, 10 * GRACE)
    assert desk.statuses() == ["unknown"]


def test_when_webhooks_came_and_none_told_of_it_it_is_sent_again(desk: Office) -> None:
    look(desk, 15)
    desk.post(post(text("w1", "oi")))
    look(desk, GRACE)
    assert desk.statuses() == ["pending"]
    assert desk.journal("message.sent_again") == ["message.sent_again"]


def test_while_webhooks_wait_to_be_read_nothing_is_sent_again(desk: Office) -> None:
    desk.now += 15
    desk.arrive(post(text("w1", "oi")))
    look(desk, GRACE)
    assert desk.statuses() == ["unknown"]
    desk.post()
    look(desk, 0)
    assert desk.statuses() == ["pending"]


def test_a_message_in_doubt_too_often_is_given_up_and_not_called_sent_again(desk: Office) -> None:
    desk.db.execute("update messages set attempts = 6")
    look(desk, 15)
    desk.post(post(text("w1", "oi")))
    look(desk, GRACE)
    assert desk.statuses() == ["dead"]
    assert desk.journal("message.sent_again") == []


def test_statuses_of_messages_nobody_here_sent_are_forgotten_after_a_week(office: Office) -> None:
    office.post(post(statuses=(status("wamid.elsewhere", "sent"),)))
    look(office, ORPHAN_SECONDS - 1)
    assert office.rows("select count(*) from orphan_statuses") == [1]
    look(office, 2)
    assert office.rows("select count(*) from orphan_statuses") == [0]
    assert office.now > T0
