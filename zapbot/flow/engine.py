"""The engine: one event in, the new state and what is to be done out. No I/O, no clock, no chance."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from zlib import crc32

import msgspec

from zapbot.flow import template, variables, words
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Say, Step, Trace, Transfer
from zapbot.flow.events import Answered, Called, Event, Started, Woke
from zapbot.flow.node import Go, Jump, Move, Node, Pause, Stay, Stop, Through
from zapbot.flow.scene import Scene
from zapbot.flow.state import State, Status, Value
from zapbot.flow.turn import FlowFault, Turn
from zapbot.model import Template

MAX_NODES = 100
"""Nodes a flow may pass without waiting; past it the flow is taken to be running in a circle."""


def start(flow: Flow, seed: str = "", given: Mapping[str, Any] | None = None) -> State:
    """A fresh execution, before its trigger; of the values given, those it declares and that fit are taken."""
    values = {name: variable.default for name, variable in flow.vars.items()}
    for name, value in (given or {}).items():
        if name in flow.vars and isinstance(value, (str, int, float, bool)):
            with suppress(ValueError):
                values[name] = variables.coerce(flow.vars[name].type, value)
    return State(flow.id, flow.version, vars=values, seed=crc32(seed.encode("utf-8", "replace")))


def step(flow: Flow, state: State, event: Event, scene: Scene) -> Step:
    """Decide what happens next; do none of it.

    A flow that is broken at this point says nothing more and hands over to a person with the reason.
    """
    given = None if isinstance(event, Woke | Called) else event.input
    turn = Turn(state, flow.vars, scene, given)
    try:
        move = _run(flow, turn, _arrive(flow, turn, state, event))
    except FlowFault as fault:
        return _hand_over(turn, state, str(fault))
    jump = move.flow if isinstance(move, Jump) else None
    return Step(_state(turn, state, move), tuple(turn.effects), tuple(turn.trace), jump)


def open_with(
    flow: Flow, state: State, template: Template, rule: str, node: str | None, given: Mapping[str, Any] | None = None
) -> Step:
    """Begin with a template, because nothing else may be sent now; the flow starts when the customer answers."""
    begun = msgspec.structs.replace(state, start_at=node or flow.first)
    result = f"template {template.name}, then → {begun.start_at}"
    trace = Trace(None, "trigger", "", rule, result, brought(state, given or {}))
    return Step(begun, (Say(template, ""),), (trace,))


def brought(state: State, given: Mapping[str, Any]) -> dict[str, Value]:
    """What a trigger's values made of the variables."""
    return {name: state.vars[name] for name in given if name in state.vars}


def broken(step: Step, reason: str) -> Step:
    """The same step, ending in a hand-over: it led somewhere that does not exist."""
    state = msgspec.structs.replace(step.state, status="failed")
    trace = Trace(step.state.node, "fault", "", reason, "transfer")
    return Step(state, (*step.effects, Transfer(reason=reason)), (*step.trace, trace))


def _arrive(flow: Flow, turn: Turn, state: State, event: Event) -> Move:
    """What the event does at the node the flow stands at."""
    if isinstance(event, Started):
        target = event.node or flow.first
        turn.note("trigger", event.rule, f"start → {target}", brought(state, event.vars))
        return Go("start", target)
    if isinstance(event, Answered):
        way_out = _anytime(flow, event)
        if way_out:
            turn.note("anytime", way_out[0], f"anytime → {way_out[1]}")
            return Go("anytime", way_out[1])
        if state.start_at:
            turn.note("trigger", "answered the template", f"start → {state.start_at}")
            return Go("start", state.start_at)
    if isinstance(event, Called) and event.id != state.call:
        turn.note("call", f"{event.id} is not awaited any more", "nothing")
        return Stay()
    node = _node(flow, state.node or flow.first)
    if node.body is None:
        raise FlowFault(f"{node.id}: the flow cannot wait here")
    return node.body.resume(turn, event)


def _anytime(flow: Flow, event: Answered) -> tuple[str, str] | None:
    """The `anytime` word that was written, and where it leads. A tap says what it means by itself."""
    if event.input.option is not None or not flow.anytime:
        return None
    said = words.plain(event.input.text)
    for exit in flow.anytime:
        for word in exit.words:
            if words.contains(said, word):
                return word, exit.target
    return None


def _run(flow: Flow, turn: Turn, move: Move) -> Move:
    """Pass nodes until one pauses or the flow is over."""
    passed = 0
    while isinstance(move, Go | Through):
        if passed == MAX_NODES:
            reason = f"{MAX_NODES} nodes were passed without waiting; the flow runs in a circle"
            raise FlowFault(f"{turn.node}: {reason}")
        passed += 1
        target = move.to if isinstance(move, Go) else _next(flow, turn)
        move = Stop("ended") if target is None else _enter(_node(flow, target), turn)
    return move


def _next(flow: Flow, turn: Turn) -> str | None:
    node = flow.nodes[turn.node]
    return node.next or node.following


def _enter(node: Node, turn: Turn) -> Move:
    turn.node = node.id
    if node.add_tags or node.remove_tags:
        turn.tag(node.add_tags, node.remove_tags)
    for name, text in node.assignments:
        _assign(turn, name, text)
    if node.body is None:
        turn.note(node.kind)
        return Through()
    move = node.body.enter(turn)
    if node.kind in ("message", "delay"):
        turn.note(node.kind)
    return move


def _assign(turn: Turn, name: str, text: str) -> None:
    parsed = template.parse(text)
    value = turn.evaluate(parsed.slots[0].text) if parsed.is_one_slot else turn.render(text)
    try:
        turn.assign(name, value)
    except ValueError as error:
        raise FlowFault(f"{turn.node}: set {name}: {error}") from error


def _node(flow: Flow, name: str) -> Node:
    try:
        return flow.nodes[name]
    except KeyError:
        raise FlowFault(f"there is no node {name!r}") from None


def _state(turn: Turn, before: State, move: Move) -> State:
    status: Status = move.status if isinstance(move, Stop) else "ended" if isinstance(move, Jump) else "active"
    wake_at = move.wake_at if isinstance(move, Pause) else before.wake_at if isinstance(move, Stay) else None
    return State(
        before.flow,
        before.version,
        turn.node or None,
        turn.vars,
        status,
        turn.tries,
        turn.offered,
        turn.last,
        wake_at,
        seed=turn.seed,
        start_at=before.start_at if turn.node == "" else None,
        call=before.call if isinstance(move, Stay) else turn.call,
        calls=turn.calls,
        ai_turns=turn.ai_turns,
        ai_tokens=turn.ai_tokens,
    )


def _hand_over(turn: Turn, before: State, reason: str) -> Step:
    """What is left when a flow breaks: tags and fields stand, nothing is said, a person gets it."""
    turn.note("fault", reason, "transfer")
    kept = tuple(effect for effect in turn.effects if not isinstance(effect, Say))
    state = _state(turn, before, Stop("failed"))
    return Step(state, (*kept, Transfer(reason=reason)), tuple(turn.trace))
