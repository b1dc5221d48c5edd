"""The rules an admin sets: turns within a team, the bot's return, what a word from the phone does."""

import pytest

from tests.desk import webhooks
from tests.desk.office import Office
from tests.desk.team import agent, by_turns
from tests.desk.webhooks import ANA, BRUNO, CARLA, T0
from zapbot.desk.assign import assign
from zapbot.desk.come_back import return_silent
from zapbot.desk.deal_out import deal_out
from zapbot.store import attendance, rules
from zapbot.store.handling import holder
from zapbot.store.rules import Rules

HOUR = 3600.0
PASSING = """
zapbot: 1
flow: passa
triggers:
  - {keyword: [pessoa]}
nodes:
  passa:
    transfer: {to: vendas}
"""


def ask_for_a_person(office: Office, *customers: str) -> None:
    office.learn(PASSING)
    for who in customers:
        office.post(webhooks.post(webhooks.text(f"wamid.{who}", "pessoa", who)))


def agents(office: Office) -> list[int | None]:
    return office.rows("select agent_id from conversations order by id")


def test_conversations_are_dealt_out_by_turns_as_they_come(office: Office) -> None:
    bia, caio = (agent(office.db, name, "vendas", there=T0) for name in ("Bia", "Caio"))
    by_turns(office.db, "vendas")
    ask_for_a_person(office, ANA, BRUNO, CARLA)
    assert sorted(agents(office), key=str) == sorted([bia, caio, agents(office)[2]], key=str)
    assert agents(office)[0] != agents(office)[1]


def test_without_the_rule_nothing_is_dealt_out(office: Office) -> None:
    agent(office.db, "Bia", "vendas", there=T0)
    ask_for_a_person(office, ANA)
    assert agents(office) == [None]
    assert deal_out(office.db, T0) == 0


def test_nothing_is_dealt_out_to_who_is_away_gone_or_of_another_team(office: Office) -> None:
    by_turns(office.db, "vendas")
    agent(office.db, "Bia", "vendas", there=T0 - attendance.THERE_SECONDS)
    agent(office.db, "Caio", "suporte", there=T0)
    davi = agent(office.db, "Davi", "vendas", there=T0)
    attendance.set_away(office.db, davi, True, T0)
    ask_for_a_person(office, ANA)
    assert agents(office) == [None]
    attendance.set_away(office.db, davi, False, T0)
    assert deal_out(office.db, T0) == 1
    assert agents(office) == [davi]


def test_who_has_enough_gets_no_more(office: Office) -> None:
    bia = agent(office.db, "Bia", "vendas", there=T0)
    by_turns(office.db, "vendas", capacity=2)
    ask_for_a_person(office, ANA, BRUNO, CARLA)
    assert agents(office) == [bia, bia, None]


def answered(office: Office) -> int:
    """A conversation whose customer was answered from the phone at T0."""
    office.post(webhooks.post(webhooks.text("wamid.1", "bom dia", at=T0 - 60)))
    office.post(webhooks.echo("wamid.E", "Bom dia! Abrimos às 9.", to=ANA, at=T0))
    return int(office.one("select id from conversations"))


def test_after_hours_of_silence_the_bot_answers_again(office: Office) -> None:
    id = answered(office)
    rules.put(office.db, Rules(return_hours=2), T0)
    assert return_silent(office.db, T0 + 2 * HOUR - 1) == 0
    assert return_silent(office.db, T0 + 2 * HOUR) == 1
    assert holder(office.db, id).owner == "bot"
    assert office.journal("conversation.handed_back") == ["conversation.handed_back"]


def test_without_the_rule_people_keep_it(office: Office) -> None:
    id = answered(office)
    assert return_silent(office.db, T0 + 1000 * HOUR) == 0
    assert holder(office.db, id).owner == "person"


def test_where_the_customer_waits_people_keep_it(office: Office) -> None:
    id = answered(office)
    office.post(webhooks.post(webhooks.text("wamid.2", "e aos domingos?", at=T0 + 60)))
    rules.put(office.db, Rules(return_hours=2), T0)
    assert return_silent(office.db, T0 + 100 * HOUR) == 0
    assert holder(office.db, id).owner == "person"


def test_what_was_just_given_to_somebody_is_not_taken_away(office: Office) -> None:
    id = answered(office)
    rules.put(office.db, Rules(return_hours=2), T0)
    assign(office.db, id, f"user:{agent(office.db, 'Bia')}", "user:1", T0 + 2 * HOUR)
    assert return_silent(office.db, T0 + 2 * HOUR + 1) == 0


@pytest.mark.parametrize(("silences", "owner"), [(True, "person"), (False, "bot")])
def test_what_a_word_from_the_phone_does_is_a_rule(office: Office, silences: bool, owner: str) -> None:
    rules.put(office.db, Rules(phone_silences=silences), T0)
    assert holder(office.db, answered(office)).owner == owner
