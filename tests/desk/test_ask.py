"""Calls that flows wait for: made, tried again, given up, and their answers brought back to whoever still waits."""

import asyncio
import sqlite3
from typing import Any

import pytest

from tests.desk.shop import ANA, BIA, Shop
from zapbot.desk import ask
from zapbot.outside import Answer
from zapbot.store import calls, contacts, conversations, dead_letters, executions, journal
from zapbot.store.db import connect, transaction

FLOW = """
zapbot: 1
flow: pedido
triggers:
  - keyword: pedido
vars: {total: number, codigo: text}
anytime:
  atendente: pessoa
nodes:
  qual:
    message: Qual é o código?
  codigo:
    wait: {save: codigo, accept: '.+', on_invalid: pessoa, next: busca}
  busca:
    http:
      method: METHOD
      url: https://crm.example/pedidos/{{ codigo }}
      headers: {Authorization: "Bearer {{ secret.crm_token }}"}
      timeout: 5s
      save: {total: total}
      next: achou
      on_error: falhou
  achou:
    message: Total {{ total }}
    next: fim
  falhou:
    message: Não consegui ver agora.
    next: fim
  fim:
    end: {}
  pessoa:
    transfer: vendas
"""
FOUND = Answer(True, {"status": 200, "json": {"total": 12.5}})
TIMED_OUT = Answer(False, reason="no answer within 5 s", again=True)


@pytest.fixture(params=["GET"])
def asking(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """A shop where Ana has just asked for her order."""
    shop.imports(FLOW.replace("METHOD", request.param))
    shop.writes("pedido")
    shop.writes("A 7/ç")
    return shop


def by(method: str) -> Any:
    """The flow with another method."""
    return pytest.mark.parametrize("asking", [method], indirect=True)


def test_the_flow_waits_for_the_answer_and_goes_on_with_it(asking: Shop) -> None:
    assert asking.standing() == "busca"
    asking.world.answers = [FOUND]
    assert asking.calls() is None
    assert asking.said() == ["Qual é o código?", "Total 12,5"]
    assert asking.standing() is None
    assert asking.called() == [("http", "done", 1)]


def test_a_get_is_tried_three_times_with_growing_pauses_and_then_its_error_exit_is_taken(asking: Shop) -> None:
    asking.world.answers = [TIMED_OUT]
    began = asking.at
    assert asking.calls() == began + 4
    assert asking.called() == [("http", "pending", 1)]
    asking.at += 3.9
    assert asking.calls() == began + 4
    asking.at = began + 4
    assert asking.calls() == began + 20
    asking.at = began + 20
    assert asking.calls() is None
    assert asking.called() == [("http", "dead", 3)]
    assert asking.said()[-1] == "Não consegui ver agora."
    assert len(asking.world.requests) == 3


def test_a_get_that_works_the_second_time_is_an_answer(asking: Shop) -> None:
    asking.world.answers = [TIMED_OUT, FOUND]
    asking.calls()
    asking.at += 4
    asking.calls()
    assert asking.said()[-1] == "Total 12,5"
    assert asking.called() == [("http", "done", 2)]


@by("POST")
def test_what_changes_something_is_asked_once(asking: Shop) -> None:
    asking.world.answers = [TIMED_OUT]
    assert asking.calls() is None
    assert asking.called() == [("http", "dead", 1)]
    assert asking.said()[-1] == "Não consegui ver agora."


def test_a_no_of_the_other_system_takes_the_error_exit_and_is_no_dead_letter(asking: Shop) -> None:
    asking.world.answers = [Answer(False, {"status": 404, "json": None}, "HTTP 404")]
    assert asking.calls() is None
    assert asking.called() == [("http", "done", 1)]
    assert asking.said()[-1] == "Não consegui ver agora."


def test_a_bug_in_the_world_takes_the_error_exit(asking: Shop) -> None:
    asking.world.answers = [RuntimeError("bug")]
    asking.calls()
    assert asking.said()[-1] == "Não consegui ver agora."
    assert asking.column("select failed_reason from calls") == ["RuntimeError: bug"]


def test_a_call_whose_worker_died_is_made_again_when_its_lease_is_over(asking: Shop) -> None:
    with transaction(asking.db):
        (lost,) = calls.claim(asking.db, asking.at, 5)
    asking.restart()
    asking.world.answers = [FOUND]
    assert asking.calls() == lost.lease_until
    assert asking.world.requests == []
    asking.at += calls.LEASE_SECONDS + 1
    asking.calls()
    assert asking.said()[-1] == "Total 12,5"
    assert asking.called() == [("http", "done", 2)]


@by("POST")
def test_what_changes_something_is_not_asked_again_when_its_worker_died(asking: Shop) -> None:
    with transaction(asking.db):
        calls.claim(asking.db, asking.at, 5)
    asking.restart()
    asking.at += calls.LEASE_SECONDS + 1
    assert asking.calls() is None
    assert asking.world.requests == []
    assert asking.called() == [("http", "dead", 1)]
    assert asking.said()[-1] == "Não consegui ver agora."
    assert asking.column("select failed_reason from calls") == ["the worker stopped while it waited for the answer"]


def test_a_call_that_kills_its_worker_each_time_is_given_up(asking: Shop) -> None:
    for _ in range(3):
        with transaction(asking.db):
            assert len(calls.claim(asking.db, asking.at, 5)) == 1
        asking.at += calls.LEASE_SECONDS + 1
    asking.calls()
    assert asking.called() == [("http", "dead", 3)]
    assert asking.world.requests == []


@pytest.mark.parametrize("late", [FOUND, TIMED_OUT, Answer(False, reason="HTTP 404")])
def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more(asking: Shop, late: Answer) -> None:
    with transaction(asking.db):
        (slow,) = calls.claim(asking.db, asking.at, 5)
    asking.at += calls.LEASE_SECONDS + 1
    with transaction(asking.db):
        (quick,) = calls.claim(asking.db, asking.at, 5)
    ask.settle(asking.db, asking.library, slow, late, asking.at)
    assert asking.called() == [("http", "running", 2)]
    assert asking.standing() == "busca"
    ask.settle(asking.db, asking.library, quick, FOUND, asking.at)
    ask.settle(asking.db, asking.library, slow, late, asking.at)
    assert asking.called() == [("http", "done", 2)]
    assert asking.said() == ["Qual é o código?", "Total 12,5"]


def test_two_workers_share_the_calls(asking: Shop) -> None:
    other = connect(asking.data_dir)
    with transaction(asking.db):
        assert len(calls.claim(asking.db, asking.at, 5)) == 1
    with transaction(other):
        assert calls.claim(other, asking.at, 5) == []
    other.close()


def test_what_the_customer_writes_meanwhile_changes_nothing(asking: Shop) -> None:
    asking.writes("oi?")
    assert asking.standing() == "busca"
    asking.world.answers = [FOUND]
    asking.calls()
    assert asking.said() == ["Qual é o código?", "Total 12,5"]
    assert len(asking.world.requests) == 1


def test_an_anytime_word_during_a_call_wins_and_the_answer_comes_too_late(asking: Shop) -> None:
    asking.writes("quero um ATENDENTE")
    assert asking.standing() is None
    said = asking.said()
    asking.world.answers = [FOUND]
    asking.calls()
    assert asking.called() == [("http", "done", 1)]
    assert asking.said() == said


def test_a_person_who_takes_over_during_a_call_is_not_interrupted(asking: Shop) -> None:
    asking.staff_writes("Oi Ana, é o Caio!")
    asking.world.answers = [FOUND]
    asking.calls()
    assert asking.standing() is None
    assert "Total 12,5" not in asking.said()


def test_a_conversation_a_person_has_is_left_alone_even_when_a_flow_still_stands_in_it(asking: Shop) -> None:
    contact = asking.column("select id from contacts")[0]
    conversations.give_to_people(asking.db, conversations.current(asking.db, contact, asking.at).id, None, asking.at)
    asking.world.answers = [FOUND]
    asking.calls()
    assert "Total 12,5" not in asking.said()
    assert asking.standing() is None
    assert asking.silences()[-1] == "a person has this conversation"


def test_an_answer_for_a_flow_that_waits_for_another_call_changes_nothing(asking: Shop) -> None:
    with transaction(asking.db):
        (claimed,) = calls.claim(asking.db, asking.at, 5)
    execution = executions.active(asking.db, claimed.contact_id)
    assert execution is not None
    asking.writes("atendente", who=ANA)
    asking.db.execute("update conversations set owner = 'bot'")
    asking.writes("pedido")
    asking.writes("B")
    ask.settle(asking.db, asking.library, claimed, FOUND, asking.at)
    assert asking.standing() == "busca"
    assert "Total 12,5" not in asking.said()


def test_the_answer_finds_a_contact_that_was_merged_into_another_meanwhile(asking: Shop) -> None:
    asking.writes("oi", who=BIA)
    ana, bia = asking.column("select id from contacts order by id")
    with transaction(asking.db):
        (claimed,) = calls.claim(asking.db, asking.at, 5)
        contacts.merge(asking.db, bia, ana)
    ask.settle(asking.db, asking.library, claimed, FOUND, asking.at)
    assert "Total 12,5" in asking.column("select text from messages where contact_id = ? and direction = 'out'", bia)


def test_a_flow_that_cannot_go_on_with_an_answer_is_given_to_people(asking: Shop) -> None:
    asking.db.execute('update executions set state = replace(state, \'"node":"busca"\', \'"node":5\')')
    asking.world.answers = [FOUND]
    asking.calls()
    assert asking.standing() is None
    assert asking.called() == [("http", "done", 1)]
    assert "failed on the answer of a call" in asking.notes()[-1]


def test_an_answer_that_does_not_fit_the_variable_takes_the_error_exit(asking: Shop) -> None:
    asking.world.answers = [Answer(True, {"status": 200, "json": {"total": "muito"}})]
    asking.calls()
    assert asking.said()[-1] == "Não consegui ver agora."


def test_many_calls_are_made_at_once(shop: Shop) -> None:
    shop.imports(FLOW.replace("METHOD", "GET"))
    for n in range(30):
        shop.writes("pedido", f"{n}", who=f"55119555{n:05d}")
    running, most = 0, 0

    async def http(request: dict[str, Any]) -> Answer:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return FOUND

    shop.world.http = http  # type: ignore[method-assign]
    shop.calls()
    assert most == 20
    assert {status for _, status, _ in shop.called()} == {"done"}


def test_whoever_has_to_act_on_an_answer_is_told_while_other_calls_still_run(asking: Shop) -> None:
    asking.writes("pedido", "B", who=BIA)
    told: list[list[str]] = []

    async def http(request: dict[str, Any]) -> Answer:
        if request["url"].endswith("/B"):
            while not told:  # noqa: ASYNC110 — the other call ends first, or the test would hang
                await asyncio.sleep(0.01)
        return FOUND

    asking.world.http = http  # type: ignore[method-assign]
    caller = asking.caller(settled=lambda: told.append(asking.said(BIA)))
    asyncio.run(asyncio.wait_for(caller.drain(), 5))
    assert told[0][-1:] != ["Total 12,5"]
    assert asking.said(BIA)[-1] == "Total 12,5"


def test_an_answer_is_not_lost_when_the_store_is_locked_for_a_while(asking: Shop) -> None:
    asking.db.execute("pragma busy_timeout = 10")
    other = connect(asking.data_dir)

    async def http(request: dict[str, Any]) -> Answer:
        other.execute("begin immediate")
        asyncio.get_running_loop().call_later(0.1, other.execute, "rollback")
        return FOUND

    asking.world.http = http  # type: ignore[method-assign]
    asyncio.run(asyncio.wait_for(asking.caller(pause=0.05).drain(), 5))
    other.close()
    assert asking.said()[-1] == "Total 12,5"
    assert asking.called() == [("http", "done", 1)]


def test_nothing_is_begun_while_the_worker_stops(asking: Shop) -> None:
    asking.calls(stopping=lambda: True)
    assert asking.world.requests == []
    assert asking.called() == [("http", "pending", 0)]


def test_a_dead_call_that_is_retried_is_made_again_and_its_flow_does_not_care_any_more(asking: Shop) -> None:
    asking.world.answers = [Answer(False, reason="HTTP 404")]
    asking.calls()
    said = asking.said()
    with transaction(asking.db):
        dead_letters.retry(asking.db, "call-1", asking.at)
    asking.world.answers = [TIMED_OUT, TIMED_OUT, FOUND]
    for seconds in (0, 4, 16):
        asking.at += seconds
        asking.calls()
    assert asking.called() == [("http", "done", 3)]
    assert asking.said() == said


def test_the_journal_says_that_a_call_was_queued_and_how_it_ended(asking: Shop) -> None:
    asking.world.answers = [FOUND]
    asking.calls()
    assert (journal.count(asking.db, "call.queued"), journal.count(asking.db, "call.finished")) == (1, 1)


def test_a_store_that_is_broken_is_no_reason_to_hang(asking: Shop) -> None:
    async def http(request: dict[str, Any]) -> Answer:
        asking.db.execute("alter table calls rename to elsewhere")
        return FOUND

    asking.world.http = http  # type: ignore[method-assign]
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        asyncio.run(asyncio.wait_for(asking.caller().drain(), 5))
