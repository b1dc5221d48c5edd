"""A conversation taken down as a test passes on its flows and says where it had to end."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.flow.test_replay import FLOW, REQUEST, T0, asking, flow, said
from zapbot.flow.definition import Flow
from zapbot.flow.hours import parse
from zapbot.flow.past import Asked, Began, Happening, Past, TakenOver
from zapbot.flow.recording import taking
from zapbot.flow.recording.taking import Recording
from zapbot.flow.replay import World
from zapbot.flow.scene import Person
from zapbot.flow.testing import playing, reading

ANA = Person("Ana Ribeiro", "5511955550101", ("vip",), {"cpf": "52998224725"})


def take(*happenings: Happening, flows: list[Flow] | None = None, minutes: float = 300, answers: Any = ()) -> Recording:
    """A conversation taken down."""
    flows = flows or [flow()]
    past = Past(1, ANA, happenings, T0 + 60 * minutes, tuple(answers))
    return taking.take(past, World(flows, flows, UTC, {"vendas": parse("seg-sex 08:00-18:00")}))


def failure(recording: Recording, *flows: Flow) -> str | None:
    """Why the recording fails as a test of some flows; nothing when it passes."""
    text = StringIO()
    data = {"flow": recording.flow, "setup": recording.setup, "tests": {"um": recording.steps}}
    YAML().dump(data, text)
    script = reading.load(text.getvalue(), "um.test.yaml")
    assert script.problems == []
    failed = playing.play(flows, script, script.talks[0]).failure
    return failed.message if failed else None


def verbs(recording: Recording) -> list[str]:
    """The kinds of its steps."""
    return [next(iter(step)) for step in recording.steps]


def test_a_conversation_becomes_a_test_that_passes_on_its_flow_and_fails_on_another() -> None:
    recording = take(said(0, "pedido"), said(1, "não sei"), said(2, "Carro", "a"))
    assert verbs(recording) == ["user", "bot", "after", "user", "bot", "after", "tap", "bot", "expect"]
    assert recording.steps[6] == {"tap": "Carro"}
    assert recording.steps[7] == {"bot": "Maria, custa dez."}
    assert recording.steps[-1]["expect"]["ended"] is True
    assert recording.ends == ""
    assert failure(recording, flow()) is None
    assert failure(recording, flow("dez", "onze")) == "the bot said something else"


def test_nothing_personal_is_left() -> None:
    recording = take(said(0, "pedido"), said(1, "sou a Ana, cpf 529.982.247-25"), said(2, "Carro", "a"))
    everything = str(recording.setup) + str(recording.steps)
    for secret in ("Ana", "Ribeiro", "52998224725", "529.982.247-25", "5511955550101"):
        assert secret not in everything
    assert failure(recording, flow()) is None


@pytest.mark.parametrize("minutes", ["20m", "40m"])
def test_a_timer_is_held_to_the_second(minutes: str) -> None:
    recording = take(said(0, "pedido"), said(45, "Carro", "a"))
    assert [step for step in recording.steps if "after" in step or "silence" in step] == [
        {"after": "29m59s"},
        {"silence": True},
        {"after": "1s"},
        {"after": "15m"},
    ]
    assert failure(recording, flow()) is None
    assert failure(recording, flow("timeout: 30m", f"timeout: {minutes}"))


def test_short_pauses_are_left_out() -> None:
    assert verbs(take(said(0, "pedido"), said(0.5, "azul")))[:3] == ["user", "bot", "user"]


def test_it_ends_where_people_had_the_conversation() -> None:
    texts = [said(n / 10, "azul") for n in (1, 2, 3)]
    recording = take(said(0, "pedido"), *texts, said(2, "meu segredo", with_people=True))
    assert recording.ends == "people had the conversation from here on"
    assert "segredo" not in str(recording.steps)
    assert recording.steps[-1]["expect"]["transfer"] == "vendas"
    assert failure(recording, flow()) is None


@pytest.mark.parametrize(("phone", "verb"), [(True, "echo"), (False, "agent")])
def test_a_person_who_writes_is_a_step_without_their_words(phone: bool, verb: str) -> None:
    recording = take(said(0, "pedido"), TakenOver(T0 + 10, phone), said(1, "obrigada", with_people=True))
    assert verb in verbs(recording)
    assert failure(recording, flow()) is None


def test_a_conversation_given_back_to_the_bot_ends_there() -> None:
    recording = take(TakenOver(T0), said(1, "pedido", with_people=False))
    assert "given back" in recording.ends


def test_a_webhook_is_a_step_with_masked_values() -> None:
    recording = take(Began(T0, "pedido", "webhook", "site", {"nome": "Ana"}), said(1, "sim"), said(1.1, "Moto", "b"))
    assert recording.steps[0] == {"webhook": "site", "body": {"nome": "Maria"}}
    assert recording.steps[1] == {"template": "lead"}
    assert failure(recording, flow()) is None


def test_answers_of_the_outside_world_go_into_the_setup_masked() -> None:
    stored, changed = asking("Encontrei")
    known = Asked("http", REQUEST, True, {"status": 200, "json": {"nome": "Ana", "codigo": "007"}})
    recording = take(said(0, "pedido"), said(1, "Carro", "a"), flows=[stored], answers=[known])
    assert recording.setup["http"] == {
        "GET https://loja.example/a": {"status": 200, "json": '{"nome":"Maria","codigo":"007"}'}
    }
    assert {"bot": "Achei Maria."} in recording.steps
    assert failure(recording, stored) is None
    assert failure(recording, changed) is not None


def test_it_ends_where_the_answer_of_the_outside_world_is_not_kept() -> None:
    stored, _ = asking()
    recording = take(said(0, "pedido"), said(1, "Carro", "a"), flows=[stored])
    assert recording.ends == "what the outside world answered is not kept"


def test_a_new_contact_is_one_in_the_setup_and_an_old_one_is_not() -> None:
    assert "new" not in take(said(0, "oi", first=True)).setup["contact"]
    assert take(said(0, "pedido")).setup["contact"]["new"] is False


def test_the_setup_has_the_time_and_the_hours_of_the_business() -> None:
    setup = take(said(0, "pedido")).setup
    assert setup["now"] == f"{datetime.fromtimestamp(T0, UTC):%Y-%m-%d %H:%M}"
    assert setup["hours"] == {"vendas": "seg-sex 08:00-18:00"}


def test_a_conversation_no_flow_took_part_in_has_no_flow() -> None:
    assert take(said(0, "bom dia")).flow == ""
    assert "pedido" in FLOW
