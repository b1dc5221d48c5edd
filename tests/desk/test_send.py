"""Queueing a message: inside the window it leaves, outside it is kept with the reason."""

from typing import Any

import pytest

from tests.desk.office import GRACE, Office
from tests.desk.webhooks import T0, post, text
from tests.store.people import person
from zapbot import limits
from zapbot.desk.send import is_open, send
from zapbot.desk.sweep import HELD_SECONDS, sweep
from zapbot.model import Text
from zapbot.store import contacts, conversations

DAY = 24 * 3600.0


def say(office: Office, **more: Any) -> int:
    return send(office.db, conversations.current(office.db, 1, office.now), Text("oi"), "agent", office.now, **more)


def test_inside_the_window_a_message_waits_to_be_sent(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    say(office)
    assert office.statuses() == ["pending"]
    assert office.journal("message.queued") == ["message.queued"]
    office.deliver()
    assert office.statuses() == ["sent"]


def test_outside_the_window_a_message_is_kept_as_failed_and_never_sent(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    office.now += DAY
    say(office)
    assert office.rows("select status, failed_code from messages where direction = 'out'") == [("failed", 131047)]
    assert "24-hour" in office.one("select failed_reason from messages where direction = 'out'")
    office.deliver()
    assert office.connector.sent == []


@pytest.mark.parametrize(
    ("age", "opened"),
    [(0, True), (limits.OPEN_SECONDS - 1, True), (limits.OPEN_SECONDS, False), (DAY, False), (9 * DAY, False)],
)
def test_the_window_closes_a_little_before_a_day_has_passed(office: Office, age: float, opened: bool) -> None:
    office.post(post(text("w1", "bom dia")))
    assert is_open(office.db, conversations.current(office.db, 1, T0), T0 + age) is opened
    assert 0 < DAY - limits.OPEN_SECONDS <= 600


def test_somebody_who_never_wrote_has_no_window(office: Office) -> None:
    ana = person(office.db)
    assert not is_open(office.db, conversations.current(office.db, ana, T0), T0)


def test_a_window_is_open_on_the_number_written_to_only(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    other = conversations.current(office.db, 1, T0, "800000000000002")
    assert other.number == "800000000000002"
    assert not is_open(office.db, other, T0)


def test_what_is_held_leaves_when_the_customer_writes_again_and_nothing_waits_behind_it(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    office.now += 2 * DAY
    held = say(office, hold=True)
    office.deliver()
    assert office.statuses() == ["pending"]
    assert office.connector.sent == []
    office.post(post(text("w2", "ainda estou aqui", at=office.now)))
    after = say(office)
    office.deliver()
    assert office.statuses() == ["sent", "sent"]
    assert office.rows("select message_id from journal where kind = 'message.released'") == [held]
    assert after > held


def test_what_is_held_for_a_week_is_taken_back(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    office.now += 2 * DAY
    say(office, hold=True)
    sweep(office.db, office.now + HELD_SECONDS - 1, GRACE)
    assert office.statuses() == ["pending"]
    sweep(office.db, office.now + HELD_SECONDS + 1, GRACE)
    assert office.statuses() == ["canceled"]


def test_what_is_planned_for_later_is_judged_by_the_window_at_its_time(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    say(office, at=T0 + 3600)
    say(office, at=T0 + DAY)
    assert office.statuses() == ["pending", "failed"]
    office.deliver()
    assert office.connector.sent == []
    office.now += 3600
    office.deliver()
    assert office.statuses() == ["sent", "failed"]


def test_the_bot_counts_the_window_from_the_message_it_answers(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.now += 3 * DAY
    bot.post(post(text("w2", "menu", at=bot.now)))
    assert bot.statuses() == ["pending", "pending"]
    assert contacts.get(bot.db, 1).last_inbound_at == bot.now
