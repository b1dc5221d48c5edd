"""Queueing a message: inside the window it leaves, outside it is kept with the reason."""

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot import limits
from zapbot.desk.send import is_open, send
from zapbot.model import Text
from zapbot.store import contacts, conversations

DAY = 24 * 3600.0


def say(office: Office, last_inbound_at: float | None) -> None:
    conversation = conversations.current(office.db, 1, office.now)
    send(office.db, 1, conversation.id, Text("oi"), "agent", office.now, last_inbound_at=last_inbound_at)


def test_inside_the_window_a_message_waits_to_be_sent(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    say(office, T0)
    assert office.statuses() == ["pending"]
    assert office.journal("message.queued") == ["message.queued"]
    office.deliver()
    assert office.statuses() == ["sent"]


def test_outside_the_window_a_message_is_kept_as_failed_and_never_sent(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    office.now += DAY
    say(office, T0)
    assert office.rows("select status, failed_code from messages where direction = 'out'") == [("failed", 131047)]
    assert "24-hour" in office.one("select failed_reason from messages where direction = 'out'")
    office.deliver()
    assert office.connector.sent == []


@pytest.mark.parametrize(
    ("age", "opened"),
    [(0, True), (limits.OPEN_SECONDS - 1, True), (limits.OPEN_SECONDS, False), (DAY, False), (9 * DAY, False)],
)
def test_the_window_closes_a_little_before_a_day_has_passed(age: float, opened: bool) -> None:
    assert is_open(T0, T0 + age) is opened
    assert 0 < DAY - limits.OPEN_SECONDS <= 600


def test_somebody_who_never_wrote_has_no_window() -> None:
    assert not is_open(None, T0)


def test_the_bot_counts_the_window_from_the_message_it_answers(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.now += 3 * DAY
    bot.post(post(text("w2", "menu", at=bot.now)))
    assert bot.statuses() == ["pending", "pending"]
    assert contacts.get(bot.db, 1).last_inbound_at == bot.now
