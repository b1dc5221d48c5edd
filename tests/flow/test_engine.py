"""The engine where talks do not reach: flows that are broken, states from elsewhere, and its limits."""

import time
from dataclasses import replace

import msgspec
import pytest

from tests.flow import casefiles
from tests.flow.casefiles import STARTERS
from zapbot.flow import engine
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Say, Step, Tag, Trace, Transfer
from zapbot.flow.engine import MAX_NODES
from zapbot.flow.events import Answered, Event, Input, Started, Woke
from zapbot.flow.node import Node
from zapbot.flow.scene import Scene
from zapbot.flow.state import State
from zapbot.model import summary

OI = Started("keyword oi", Input("oi"))
TALK: list[Event] = [OI, *(Answered(Input(text)) for text in ("moto", "não sei", "abc1d23", "2019"))]


def answer(text: str) -> Answered:
    return Answered(Input(text))


def begin(flow: Flow, event: Event = OI) -> Step:
    return engine.step(flow, engine.start(flow), event, Scene())


def handed_over(step: Step) -> str:
    """Why a flow could not go on; it must have said nothing and be over."""
    assert not any(isinstance(effect, Say) for effect in step.effects)
    assert step.state.status == "failed"
    assert not step.state.active
    last = step.effects[-1]
    assert isinstance(last, Transfer)
    assert (step.trace[-1].kind, step.trace[-1].rule) == ("fault", last.reason)
    return last.reason


def chain(length: int) -> dict[str, object]:
    """That many nodes in a row, the last one a wait."""
    talking = {f"n{i}": {"message": "Oi"} for i in range(length - 1)}
    return {"nodes": {**talking, "espera": {"wait": {"next": "fim"}}, "fim": {"end": None}}}


def test_a_hundred_nodes_without_waiting_are_passed() -> None:
    step = begin(casefiles.flow(chain(MAX_NODES)))
    assert step.state.node == "espera"
    assert len(step.effects) == MAX_NODES - 1


def test_one_more_hands_over_and_says_nothing() -> None:
    reason = "n99: 100 nodes were passed without waiting; the flow runs in a circle"
    assert handed_over(begin(casefiles.flow(chain(MAX_NODES + 1)))) == reason


def test_a_circle_that_no_check_saw_hands_over_in_no_time() -> None:
    flow = casefiles.flow(chain(3))
    turning = replace(flow, nodes={**flow.nodes, "n1": replace(flow.nodes["n1"], next="n0")})
    start = time.monotonic()
    assert "runs in a circle" in handed_over(begin(turning))
    assert time.monotonic() - start < 0.1


def test_a_node_that_is_not_there_hands_over() -> None:
    flow = casefiles.flow(chain(3))
    missing = replace(flow, nodes={name: node for name, node in flow.nodes.items() if name != "fim"})
    waiting = begin(missing).state
    assert handed_over(engine.step(missing, waiting, answer("sim"), Scene())) == "there is no node 'fim'"
    assert handed_over(begin(missing, Started("keyword oi", Input("oi"), "outro"))) == "there is no node 'outro'"


@pytest.mark.parametrize("event", [answer("oi"), Woke()], ids=["answered", "woke"])
@pytest.mark.parametrize("node", ["sumiu", "n0", "marca", "fim", None])
def test_a_state_that_stands_where_nothing_waits_hands_over(node: str | None, event: Event) -> None:
    flow = casefiles.flow({"nodes": {"n0": {"message": "Oi"}, "marca": {"tag": "x"}, "fim": {"end": None}}})
    assert handed_over(engine.step(flow, State("caso", node=node), event, Scene()))


def test_a_wake_up_at_a_wait_without_a_timeout_changes_nothing() -> None:
    flow = casefiles.flow(chain(1))
    waiting = begin(flow).state
    step = engine.step(flow, waiting, Woke(), Scene())
    assert (step.state, step.effects) == (waiting, ())


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"message": "{{ sumiu }}"}, "n0: there is no variable 'sumiu'"),
        ({"set": {"sumiu": "x"}}, "n0: the variable 'sumiu' is not declared in vars"),
        ({"set": {"contact.x": "{{ sumiu }}"}}, "n0: there is no variable 'sumiu'"),
        ({"tag": "{{ sumiu }}"}, "n0: there is no variable 'sumiu'"),
        ({"transfer": "{{ sumiu }}"}, "n0: there is no variable 'sumiu'"),
        ({"condition": [{"if": "sumiu", "next": "n0"}, {"else": "n0"}]}, "n0: there is no variable 'sumiu'"),
        ({"condition": {"value": "sumiu", "cases": [{"else": "n0"}]}}, "n0: there is no variable 'sumiu'"),
        ({"condition": [{"if": "now > 1", "next": "n0"}, {"else": "n0"}]}, "n0: cannot compare"),
        ({"message": "{{ now > 1 }}"}, "n0: cannot compare"),
        ({"condition": [{"else": ""}]}, "there is no node ''"),
    ],
    ids=str,
)
def test_a_flow_that_came_past_the_checks_hands_over(broken: dict[str, object], reason: str) -> None:
    flow = casefiles.unchecked({"nodes": {"n0": broken, "fim": {"end": "Tchau"}}})
    assert handed_over(begin(flow)).startswith(reason)


def test_what_was_done_before_a_flow_breaks_stands_but_nothing_is_said() -> None:
    nodes = {"a": {"message": "Oi", "tag": "visto"}, "b": {"message": "{{ sumiu }}"}, "fim": {"end": None}}
    step = begin(casefiles.unchecked({"nodes": nodes}))
    assert handed_over(step)
    assert step.effects[0] == Tag(("visto",))


@pytest.mark.parametrize("cut", range(1, len(TALK)))
def test_a_state_goes_on_from_json_as_if_nothing_had_been(cut: int) -> None:
    flow = casefiles.load((STARTERS / "cotacao.yaml").read_text())
    state = engine.start(flow)
    for event in TALK[:cut]:
        state = engine.step(flow, state, event, Scene()).state
    decoded = msgspec.json.decode(msgspec.json.encode(state), type=State)
    for event in TALK[cut:]:
        straight, stored = (engine.step(flow, s, event, Scene()) for s in (state, decoded))
        assert straight == stored
        state, decoded = straight.state, stored.state
    assert decoded.status == "transferred"


def test_a_step_leaves_the_state_it_began_with_alone() -> None:
    flow = casefiles.load((STARTERS / "cotacao.yaml").read_text())
    state = begin(flow).state
    before = msgspec.json.encode(state)
    engine.step(flow, state, answer("moto"), Scene())
    assert msgspec.json.encode(state) == before


def test_a_text_that_doubles_stays_as_short_as_a_message() -> None:
    doubling: dict[str, object] = {f"n{i}": {"set": {"x": "{{ x }}{{ x }}"}} for i in range(80)}
    flow = casefiles.flow(
        {"vars": {"x": {"type": "text", "default": "ha"}}, "nodes": {**doubling, "fim": {"end": "{{ x }}"}}}
    )
    step = begin(flow)
    assert len(str(step.state.vars["x"])) == 4096
    assert isinstance(step.effects[0], Say)


def test_a_customers_long_text_does_not_break_a_message() -> None:
    flow = casefiles.flow({"nodes": {"fim": {"end": "Você disse: {{ last.text }}"}}})
    said = begin(flow, Started("keyword oi", Input("oi " * 30_000))).effects[0]
    assert isinstance(said, Say)
    assert 4090 < len(summary(said.content)) <= 4096
    assert summary(said.content).endswith("…")


def test_every_decision_is_written_down() -> None:
    flow = casefiles.load((STARTERS / "cotacao.yaml").read_text())
    state = engine.start(flow)
    trace: list[Trace] = []
    for event in TALK:
        step = engine.step(flow, state, event, Scene())
        state = step.state
        trace += step.trace
    assert [(line.node, line.kind, line.rule, line.result) for line in trace if line.rule] == [
        (None, "trigger", "keyword oi", "start → ola"),
        ("espera_tipo", "wait", "said moto", "options.moto → pergunta_placa"),
        ("espera_placa", "wait", "is not [A-Za-z]{3}-?[0-9][A-Za-z0-9][0-9]{2}", "retry 1/3"),
        ("espera_placa", "wait", "accept [A-Za-z]{3}-?[0-9][A-Za-z0-9][0-9]{2}", "next → pergunta_ano"),
        ("espera_ano", "wait", "accept (19|20)[0-9]{2}", "next → regra"),
        ("regra", "condition", "else", "else → quente"),
    ]
    assert [line.changes for line in trace if line.changes] == [{"tipo": "moto"}, {"placa": "ABC1D23"}, {"ano": 2019}]


def test_a_node_is_frozen_and_its_flow_is_never_changed() -> None:
    flow = casefiles.load((STARTERS / "faq.yaml").read_text())
    before = repr(flow)
    begin(flow)
    assert repr(flow) == before
    with pytest.raises(AttributeError):
        Node("a", "tag", None).id = "b"  # type: ignore[misc]
