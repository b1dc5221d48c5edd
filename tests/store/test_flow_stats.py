"""Counting a flow's executions: what the engine noted comes back as paths, each with how many took it."""

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person
from zapbot.flow import engine, reader
from zapbot.flow.definition import Flow
from zapbot.flow.events import Answered, Event, Input, Started, Woke
from zapbot.flow.graph import edges
from zapbot.flow.graph.edges import Way
from zapbot.flow.graph.traffic import Traffic, count
from zapbot.flow.scene import Scene
from zapbot.store import conversations, executions, flow_stats, flows, trace

TEXT = """
zapbot: 1
flow: pedido
triggers: [{keyword: oi}]
anytime: {sair: fim}
nodes:
  ola: {message: Oi, tag: visto}
  espera:
    wait: {options: {sim: fim, nao: ola}, on_invalid: fim, timeout: 1h, on_timeout: fim}
  fim: {end: Tchau}
"""


def import_(db: Database, text: str = TEXT) -> tuple[int, Flow]:
    """A version and its flow."""
    flow = reader.load(text, "pedido.yaml").flow
    assert flow is not None
    return flows.add_version(db, flow.id, flow.name, "pedido.yaml", text, None, None, T0).id, flow


def play(db: Database, version: int, flow: Flow, *events: Event) -> int:
    """One contact's conversation, stored as the desk stores it; the contact."""
    number = db.execute("select count(*) from contacts").fetchone()[0]
    contact = person(db, f"55119{number:08d}")
    conversation = conversations.current(db, contact, T0).id
    state = engine.start(flow)
    execution = executions.begin(db, contact, conversation, version, state, T0)
    for event in (Started("keyword oi"), *events):
        step = engine.step(flow, state, event, Scene(datetime.fromtimestamp(T0, UTC)))
        state = step.state
        executions.save(db, execution, state, T0)
        trace.add(db, step.trace, contact, None, execution, T0)
    return contact


def said(text: str) -> Answered:
    return Answered(Input(text))


@pytest.fixture
def played(db: Database) -> Traffic:
    """Seven conversations with one flow."""
    version, flow = import_(db)
    for answers in ((), (said("sim"),), (said("sim"),), (said("nao"), said("sim")), (Woke(),), (said("sair"),)):
        play(db, version, flow, *answers)
    executions.stop(db, play(db, version, flow), T0)
    return count(edges.graph(flow), flow_stats.journeys(db, version))


def taken(traffic: Traffic, exit: str, target: str) -> int:
    return traffic.taken(Way("espera", exit, target, ""))


def test_visits_exits_and_ends_are_counted_in_people(played: Traffic) -> None:
    assert played.executions == 7
    assert dict(played.visits) == {"ola": 7, "espera": 7, "fim": 5}
    assert taken(played, "options.sim", "fim") == 3
    assert taken(played, "options.nao", "ola") == 1
    assert taken(played, "on_timeout", "fim") == 1
    assert taken(played, "on_invalid", "fim") == 0


def test_who_stands_stopped_or_fell_silent_is_told_apart(played: Traffic) -> None:
    assert (played.standing["espera"], played.interrupted["espera"], played.silent["espera"]) == (1, 1, 1)
    assert played.dropped("espera") == 2
    assert dict(played.statuses) == {"active": 1, "ended": 5, "stopped": 1}


def test_equal_paths_are_one_row(db: Database) -> None:
    version, flow = import_(db)
    for _ in range(20):
        play(db, version, flow, said("sim"))
    (journey,) = flow_stats.journeys(db, version)
    assert (journey.status, journey.node, journey.count) == ("ended", "fim", 20)
    assert [step.kind for step in journey.passes] == ["trigger", "message", "wait", "end"]


def test_versions_are_counted_apart_and_outcomes_together(db: Database) -> None:
    old, flow = import_(db)
    play(db, old, flow, said("sim"))
    new, changed = import_(db, TEXT.replace("Tchau", "Até logo"))
    play(db, new, changed)
    assert [journey.count for journey in flow_stats.journeys(db, old)] == [1]
    assert [journey.status for journey in flow_stats.journeys(db, new)] == ["active"]
    assert flow_stats.outcomes(db) == {"pedido": {"active": 1, "ended": 1}}


def test_what_a_customer_wrote_never_splits_a_path(db: Database) -> None:
    version, flow = import_(db)
    for text in ("talvez\x1e\x1f", "não sei", "🙂"):
        play(db, version, flow, said(text))
    assert [journey.count for journey in flow_stats.journeys(db, version)] == [3]


def test_an_execution_without_a_trace_counts_too(db: Database) -> None:
    version, flow = import_(db)
    contact = person(db)
    executions.begin(db, contact, conversations.current(db, contact, T0).id, version, engine.start(flow), T0)
    (journey,) = flow_stats.journeys(db, version)
    assert (journey.passes, journey.count) == ((), 1)


def test_a_flow_nobody_used_has_no_journeys(db: Database) -> None:
    version, _ = import_(db)
    assert flow_stats.journeys(db, version) == []
    assert flow_stats.outcomes(db) == {}
