"""Resolved, pending, snoozed, open again, and taken back."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from tests.desk import webhooks
from tests.desk.office import Office
from tests.desk.team import agent
from tests.desk.webhooks import T0
from zapbot.desk.come_back import wake_snoozed
from zapbot.desk.hand_back import hand_back
from zapbot.desk.reopen import reopen
from zapbot.desk.resolve import resolve
from zapbot.desk.snooze import moment, pend, snooze
from zapbot.desk.take_over import take_over
from zapbot.desk.undo import undo
from zapbot.errors import ConflictError, UsageError
from zapbot.store import conversations, executions, handling
from zapbot.store.handling import Holder

ZONE = ZoneInfo("America/Sao_Paulo")
Verb = Callable[..., Holder]


@pytest.fixture
def id(bot: Office) -> int:
    """A conversation a person has, whose customer waits."""
    bot.post(webhooks.post(webhooks.text("wamid.1", "oi")))
    bot.deliver()
    found = int(bot.one("select id from conversations"))
    take_over(bot.db, found, agent(bot.db, "Bia"), T0)
    return found


def status(bot: Office, id: int) -> str:
    return handling.holder(bot.db, id).status


def test_after_resolving_the_customer_begins_another_conversation(bot: Office, id: int) -> None:
    resolve(bot.db, id, "user:1", T0)
    bot.post(webhooks.post(webhooks.text("wamid.2", "oi de novo", at=T0 + 1)))
    assert bot.rows("select id, status, owner from conversations order by id") == [
        (id, "resolved", "person"),
        (id + 1, "open", "bot"),
    ]
    with pytest.raises(ConflictError, match="another conversation"):
        reopen(bot.db, id, "user:1", T0 + 2)


def test_nobody_waits_in_what_is_resolved_until_it_is_taken_back(bot: Office, id: int) -> None:
    resolve(bot.db, id, "user:1", T0 + 1)
    assert handling.holder(bot.db, id).waiting_since is None
    undo(bot.db, bot.library, id, "user:1", T0 + 2)
    assert (status(bot, id), handling.holder(bot.db, id).waiting_since) == ("open", T0)


def test_a_flow_that_ended_with_its_conversation_goes_on_when_that_is_taken_back(bot: Office, id: int) -> None:
    hand_back(bot.db, bot.library, id, "continue", "user:1", T0)
    resolve(bot.db, id, "user:1", T0)
    assert executions.active(bot.db, 1) is None
    undo(bot.db, bot.library, id, "user:1", T0)
    assert executions.active(bot.db, 1) is not None


def test_what_has_changed_since_cannot_be_taken_back(bot: Office, id: int) -> None:
    snooze(bot.db, id, None, "user:1", T0)
    bot.post(webhooks.post(webhooks.text("wamid.2", "e aí?", at=T0 + 1)))
    with pytest.raises(ConflictError, match="changed since"):
        undo(bot.db, bot.library, id, "user:1", T0 + 2)


def test_a_snoozed_conversation_wakes_when_the_customer_writes(bot: Office, id: int) -> None:
    snooze(bot.db, id, T0 + 3600, "user:1", T0)
    bot.post(webhooks.post(webhooks.text("wamid.2", "e aí?", at=T0 + 1)))
    assert status(bot, id) == "open"
    assert bot.journal("conversation.woke") == ["conversation.woke"]


def test_a_snoozed_conversation_wakes_at_its_time_and_not_before(bot: Office, id: int) -> None:
    snooze(bot.db, id, T0 + 3600, "user:1", T0)
    assert handling.next_due(bot.db) == T0 + 3600
    assert wake_snoozed(bot.db, T0 + 3599) == 0
    assert status(bot, id) == "snoozed"
    assert wake_snoozed(bot.db, T0 + 3600) == 1
    assert status(bot, id) == "open"
    assert wake_snoozed(bot.db, T0 + 3601) == 0


def test_until_the_next_reply_no_time_wakes_it(bot: Office, id: int) -> None:
    snooze(bot.db, id, None, "user:1", T0)
    assert wake_snoozed(bot.db, T0 + 10 * 86400) == 0
    assert status(bot, id) == "snoozed"


@pytest.mark.parametrize("until", [T0, T0 - 1, T0 + 400 * 86400])
def test_nothing_is_put_off_to_the_past_or_for_ever(bot: Office, id: int, until: float) -> None:
    with pytest.raises(UsageError):
        snooze(bot.db, id, until, "user:1", T0)


@pytest.mark.parametrize("verb", [lambda db, id: snooze(db, id, None, "", T0), lambda db, id: pend(db, id, "", T0)])
def test_what_is_resolved_is_not_put_off(bot: Office, id: int, verb: Verb) -> None:
    resolve(bot.db, id, "user:1", T0)
    with pytest.raises(ConflictError):
        verb(bot.db, id)


def test_pending_waits_for_somebody_else_until_it_is_opened(bot: Office, id: int) -> None:
    pend(bot.db, id, "user:1", T0)
    assert (status(bot, id), conversations.get(bot.db, id).owner) == ("pending", "person")
    reopen(bot.db, id, "user:1", T0)
    assert status(bot, id) == "open"


def test_moments_are_those_of_the_business() -> None:
    now = 1_790_000_000.0  # Monday, 21 September 2026, 11:13 in São Paulo
    assert moment("reply", now, ZONE) is None
    assert moment("hour", now, ZONE) == now + 3600
    assert moment("tomorrow", now, ZONE) == 1_790_078_400.0
    assert moment("week", now, ZONE) == 1_790_078_400.0 + 6 * 86400
    assert moment("2026-09-21T14:30", now, ZONE) == 1_790_011_800.0
    with pytest.raises(UsageError):
        moment("logo", now, ZONE)
