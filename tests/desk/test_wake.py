"""Flows go on when their time comes, once, and never over a person."""

import sqlite3

import pytest

from tests.desk.office import FLOW, Office
from tests.desk.webhooks import ANA, BRUNO, CARLA, T0, post, text
from zapbot.store import conversations, executions

QUARTER = 15 * 60.0


def test_a_flow_whose_time_came_goes_on_once(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    assert executions.next_wake(bot.db) == T0 + QUARTER
    bot.now += QUARTER - 1
    bot.wake()
    assert bot.texts("out") == ["Como posso ajudar?"]
    bot.now += 1
    bot.wake()
    bot.wake()
    assert bot.texts("out") == ["Como posso ajudar?", "Até logo."]
    assert executions.next_wake(bot.db) is None
    assert bot.journal("flow.finished") == ["flow.finished"]


def test_a_customer_who_answered_in_time_is_not_told_that_time_is_up(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.now += QUARTER - 1
    bot.post(post(text("w2", "sim", at=bot.now)))
    bot.now += QUARTER
    bot.wake()
    assert bot.texts("out") == ["Como posso ajudar?", "Você disse sim."]


def test_a_flow_whose_time_comes_while_a_person_has_the_conversation_says_nothing_and_ends(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    conversations.give_to_people(bot.db, 1, "vendas", bot.now)
    bot.now += QUARTER
    bot.wake()
    assert bot.texts("out") == ["Como posso ajudar?"]
    assert bot.rows("select status from executions") == ["stopped"]
    assert bot.silences() == ["a person has this conversation"]


def test_a_flow_that_cannot_be_read_any_more_hands_over_to_a_person(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.db.execute("update flow_versions set source = 'zapbot: 99'")
    bot.library = type(bot.library)(bot.library.zone)
    bot.now += QUARTER
    bot.wake()
    assert bot.one("select owner from conversations") == "person"
    assert bot.journal("conversation.transferred") == ["conversation.transferred"]
    assert "cannot be read any more" in bot.texts("note")[0]


def test_a_flow_that_fails_when_woken_is_handed_to_a_person_and_the_others_go_on(bot: Office) -> None:
    bot.post(*(post(text(f"w{who}", "oi", who)) for who in (ANA, BRUNO, CARLA)))
    bot.db.execute(
        "create trigger broken before insert on messages when new.contact_id = 2 and new.direction = 'out' "
        "begin select raise(abort, 'broken'); end"
    )
    bot.now += QUARTER
    bot.wake()
    assert bot.texts("out").count("Até logo.") == 2
    assert bot.rows("select contact_id from conversations where owner = 'person'") == [2]
    assert bot.journal("flow.broken") == ["flow.broken"]
    bot.wake()
    assert bot.journal("flow.broken") == ["flow.broken"]


def test_a_full_disk_gives_no_flow_to_a_person(bot: Office) -> None:
    bot.post(*(post(text(f"w{n}", "oi", f"5511985{n:06}")) for n in range(60)))
    pages = bot.db.execute("pragma page_count").fetchone()[0]
    bot.db.execute(f"pragma max_page_count = {pages + 1}")
    bot.now += QUARTER
    with pytest.raises(sqlite3.OperationalError, match="full"):
        bot.wake()
    bot.db.execute("pragma max_page_count = 1000000")
    bot.db.execute("select 1")
    assert bot.rows("select distinct status from executions") == ["active"]
    bot.wake()
    assert bot.texts("out").count("Até logo.") == 60
    assert bot.rows("select distinct owner from conversations") == ["bot"]


def test_texts_that_cannot_be_answered_are_handed_to_a_person_and_the_others_are_answered(office: Office) -> None:
    office.learn(FLOW.replace("triggers:", "settings: {debounce: 4s}\n\ntriggers:"))
    office.post(*(post(text(f"w{who}", "oi", who)) for who in (ANA, BRUNO)))
    assert office.texts("out") == []
    office.db.execute(
        "create trigger broken before insert on messages when new.contact_id = 1 "
        "and new.direction = 'out' begin select raise(abort, 'broken'); end"
    )
    office.now += 5
    office.wake()
    office.wake()
    assert office.texts("out") == ["Como posso ajudar?"]
    assert office.rows("select contact_id from conversations where owner = 'person'") == [1]
    assert office.journal("flow.broken") == ["flow.broken"]
