"""Conversations are given to people and teams; the loser of a race sees who won."""

from collections.abc import Callable

import pytest

from tests.desk import webhooks
from tests.desk.office import Office
from tests.desk.team import agent
from tests.desk.webhooks import T0
from zapbot.desk.assign import assign
from zapbot.errors import NotFoundError, UsageError
from zapbot.store import executions, handling, users
from zapbot.store.handling import Holder

Give = Callable[..., bool]


@pytest.fixture
def id(bot: Office) -> int:
    """A conversation of the bot, in the middle of a flow."""
    bot.post(webhooks.post(webhooks.text("wamid.1", "oi")))
    return int(bot.one("select id from conversations"))


def holder(bot: Office, id: int) -> Holder:
    return handling.holder(bot.db, id)


def test_it_is_given_to_a_person_and_the_bot_is_silent(bot: Office, id: int) -> None:
    bia = agent(bot.db, "Bia")
    assert assign(bot.db, id, f"user:{bia}", "user:1", T0, had="bot").won
    bot.deliver()
    assert bot.connector.sent == []
    assert executions.active(bot.db, 1) is None
    assert (holder(bot, id).agent, holder(bot, id).owner) == ("Bia", "person")


def test_it_is_given_to_a_team_and_then_nobody_has_it(bot: Office, id: int) -> None:
    assign(bot.db, id, f"user:{agent(bot.db, 'Bia')}", "user:1", T0)
    assign(bot.db, id, "team:vendas", "user:1", T0)
    assert (holder(bot, id).agent, holder(bot, id).team) == (None, "vendas")


def test_it_is_let_go_and_stays_with_the_team(bot: Office, id: int) -> None:
    assign(bot.db, id, "team:vendas", "user:1", T0)
    assign(bot.db, id, f"user:{agent(bot.db, 'Bia')}", "user:1", T0)
    assign(bot.db, id, "nobody", "user:1", T0)
    assert (holder(bot, id).agent, holder(bot, id).team, holder(bot, id).owner) == (None, "vendas", "person")


def test_the_slower_of_two_changes_nothing_and_sees_who_has_it(bot: Office, id: int) -> None:
    bia, caio = agent(bot.db, "Bia"), agent(bot.db, "Caio")
    seen = holder(bot, id).mark
    assert assign(bot.db, id, f"user:{bia}", f"user:{bia}", T0, had=seen).won
    late = assign(bot.db, id, f"user:{caio}", f"user:{caio}", T0, had=seen)
    assert (late.won, late.holder.agent) == (False, "Bia")
    assert bot.journal("conversation.assigned") == ["conversation.assigned"]


def test_two_who_wanted_the_same_both_have_it(bot: Office, id: int) -> None:
    bia, seen = agent(bot.db, "Bia"), holder(bot, id).mark
    assign(bot.db, id, f"user:{bia}", "user:1", T0, had=seen)
    assert assign(bot.db, id, f"user:{bia}", "user:2", T0, had=seen).won
    assert bot.journal("conversation.assigned") == ["conversation.assigned"]


@pytest.mark.parametrize(
    ("to", "error"), [("user:99", NotFoundError), ("team:", UsageError), ("user:x", UsageError), ("moon", UsageError)]
)
def test_there_is_nobody_of_that_name(bot: Office, id: int, to: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        assign(bot.db, id, to, "user:1", T0)
    assert holder(bot, id).owner == "bot"


def test_somebody_who_cannot_sign_in_gets_nothing(bot: Office, id: int) -> None:
    bia = agent(bot.db, "Bia")
    users.disable(bot.db, bia, T0)
    with pytest.raises(UsageError, match="Bia"):
        assign(bot.db, id, f"user:{bia}", "user:1", T0)
