"""A person takes over: the bot is silent from that moment on, and who was second sees who was first."""

import pytest

from tests.desk import webhooks
from tests.desk.office import Office, drain
from tests.desk.team import TALKATIVE, agent
from tests.desk.webhooks import ANA, T0
from zapbot.connector import Outgoing, Unknown, Unsent
from zapbot.desk.resolve import resolve
from zapbot.desk.take_over import take_over
from zapbot.errors import ConflictError, NotFoundError
from zapbot.store import executions


def conversation(office: Office) -> int:
    return int(office.one("select id from conversations"))


def test_what_the_bot_had_not_sent_never_leaves(office: Office) -> None:
    office.learn(TALKATIVE)
    office.post(webhooks.post(webhooks.text("wamid.1", "fala")))
    taken = take_over(office.db, conversation(office), agent(office.db, "Bia"), office.now)
    office.deliver()
    assert office.connector.sent == []
    assert office.statuses() == ["canceled"] * 3
    assert (taken.won, taken.on_their_way, taken.holder.agent, taken.holder.owner) == (True, 0, "Bia", "person")
    assert executions.active(office.db, taken.holder.contact_id) is None


def test_only_what_was_on_its_way_may_still_arrive_and_it_is_told(office: Office) -> None:
    office.learn(TALKATIVE)
    office.post(webhooks.post(webhooks.text("wamid.1", "fala")))
    bia, told = agent(office.db, "Bia"), []

    def click(message: Outgoing) -> None:
        told.append(take_over(office.db, conversation(office), bia, office.now).on_their_way)

    office.connector.meanwhile = click
    office.deliver()
    assert office.connector.said == ["Um."]
    assert told == [1]
    assert office.statuses() == ["sent", "canceled", "canceled"]


@pytest.mark.parametrize("answer", [Unsent("no way"), Unknown("no answer")])
def test_what_was_on_its_way_and_failed_is_not_tried_again(office: Office, answer: Unsent | Unknown) -> None:
    office.learn(TALKATIVE)
    office.post(webhooks.post(webhooks.text("wamid.1", "fala")))
    bia = agent(office.db, "Bia")
    office.connector.meanwhile = lambda _: take_over(office.db, conversation(office), bia, office.now)
    office.connector.answers = [answer]
    office.deliver()
    office.connector.meanwhile = lambda _: None
    office.now += 3600
    office.deliver()
    assert office.connector.said == ["Um."]


def test_a_message_that_came_just_before_is_answered_and_taken_back(office: Office) -> None:
    office.learn(TALKATIVE)
    office.arrive(webhooks.post(webhooks.text("wamid.1", "fala")))
    drain(office.db, office.connector, office.library, lambda: office.now)
    take_over(office.db, conversation(office), agent(office.db, "Bia"), office.now)
    office.deliver()
    assert office.connector.sent == []


def test_a_message_that_comes_just_after_finds_the_bot_silent(office: Office) -> None:
    office.learn(TALKATIVE)
    office.post(webhooks.post(webhooks.text("wamid.1", "fala")))
    office.deliver()
    take_over(office.db, conversation(office), agent(office.db, "Bia"), office.now)
    office.post(webhooks.post(webhooks.text("wamid.2", "aqui", at=T0 + 1)))
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três."]
    assert office.silences()[-1] == "a person has this conversation"


def test_who_clicks_second_sees_who_was_first(bot: Office) -> None:
    bot.post(webhooks.post(webhooks.text("wamid.1", "oi")))
    bia, caio = agent(bot.db, "Bia"), agent(bot.db, "Caio")
    assert take_over(bot.db, conversation(bot), bia, T0).won
    second = take_over(bot.db, conversation(bot), caio, T0)
    assert (second.won, second.holder.agent) == (False, "Bia")
    assert take_over(bot.db, conversation(bot), bia, T0).won
    assert bot.journal("conversation.taken_over") == ["conversation.taken_over"]


def test_a_conversation_of_the_team_that_nobody_has_is_taken_too(bot: Office) -> None:
    bot.post(webhooks.echo("wamid.E1", "oi, aqui é a padaria", to=ANA))
    bia = agent(bot.db, "Bia")
    taken = take_over(bot.db, conversation(bot), bia, T0)
    assert (taken.won, taken.holder.agent_id) == (True, bia)
    assert bot.journal("conversation.taken_over", "conversation.assigned") == ["conversation.assigned"]


def test_a_resolved_conversation_is_opened_first(bot: Office) -> None:
    bot.post(webhooks.post(webhooks.text("wamid.1", "oi")))
    resolve(bot.db, conversation(bot), "user:1", T0)
    with pytest.raises(ConflictError, match="open it again"):
        take_over(bot.db, conversation(bot), agent(bot.db, "Bia"), T0)


def test_there_is_nothing_to_take_where_there_is_no_conversation(office: Office) -> None:
    with pytest.raises(NotFoundError):
        take_over(office.db, 7, agent(office.db, "Bia"), T0)
