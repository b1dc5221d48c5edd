"""What the bot does with a message: go on with the flow the contact is in, start one, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from zapbot.flow import engine, triggers, words
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Step
from zapbot.flow.events import Answered, Event, Input, Started
from zapbot.flow.scene import Scene
from zapbot.flow.state import State
from zapbot.model import Template

MAX_JUMPS = 10


@dataclass(frozen=True, slots=True)
class Response:
    """The step taken, whether it began an execution, and, when there is none, why not.

    `left` are the steps of flows that were left by a jump on the way; the step is then the other flow's.
    """

    step: Step | None = None
    started: bool = False
    reason: str = ""
    left: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """The flow a contact is in, at the version the execution began with."""

    flow: Flow
    state: State


@dataclass(frozen=True, slots=True)
class Start:
    """A flow to be started by something else than a message."""

    flow: Flow
    rule: str
    node: str | None = None
    template: str | None = None
    always_template: bool = False
    vars: dict[str, Any] = field(default_factory=dict)
    seed: str = ""


def respond(
    flows: Iterable[Flow], standing: Standing | None, given: Input, scene: Scene, new_contact: bool = False
) -> Response:
    """The bot's answer to one message.

    A contact inside a flow stays in it; only a flow with `mode: restart` begins again at its own keywords, at
    the version that is now the newest.
    """
    if standing is None:
        return _begin(flows, choose(flows, given, new_contact), given, scene)
    if standing.flow.mode == "restart" and given.option is None:
        again = choose([flow for flow in flows if flow.id == standing.flow.id], given, False)
        if again:
            return _begin(flows, again, given, scene)
    return go_on(flows, standing, Answered(given), scene)


def go_on(flows: Iterable[Flow], standing: Standing, event: Event, scene: Scene) -> Response:
    """What an event leads to for a contact inside a flow: an answer, a wake-up, a call that came back."""
    return _follow(flows, engine.step(standing.flow, standing.state, event, scene), False, scene)


def begin_at(flows: Iterable[Flow], start: Start, scene: Scene) -> Response:
    """Start a flow for a contact who did not write: a webhook or a schedule.

    With the 24-hour window closed its template goes first, and the flow begins at the customer's answer.
    """
    state = engine.start(start.flow, start.seed, start.vars)
    if start.template and (start.always_template or not scene.window_open):
        template = Template(start.template)
        step = engine.open_with(start.flow, state, template, start.rule, start.node, start.vars)
        return Response(step, started=True)
    if not scene.window_open:
        return Response(reason="the 24-hour window is closed and the trigger has no template")
    step = engine.step(start.flow, state, Started(start.rule, None, start.node, start.vars), scene)
    return _follow(flows, step, True, scene)


@dataclass(frozen=True, slots=True)
class Choice:
    """The trigger that fits a message best."""

    flow: Flow
    rule: str
    node: str | None


def choose(flows: Iterable[Flow], given: Input, new_contact: bool) -> Choice | None:
    """The best trigger: priority, then the stricter match, the longer keyword, the flow's id, the upper one."""
    text = words.plain(given.text)
    best: tuple[triggers.Rank, Choice] | None = None
    for flow in sorted(flows, key=lambda f: f.id):
        for trigger in flow.triggers:
            found = triggers.fit(trigger, text, new_contact, flow.priority)
            if found and (best is None or found[0] > best[0]):
                best = (found[0], Choice(flow, found[1], trigger.next))
    return best[1] if best else None


def _begin(flows: Iterable[Flow], choice: Choice | None, given: Input, scene: Scene) -> Response:
    if choice is None:
        return Response(reason="no trigger of any flow fits this message")
    state = engine.start(choice.flow, given.id)
    event = Started(choice.rule, given, choice.node)
    return _follow(flows, engine.step(choice.flow, state, event, scene), True, scene)


def _follow(flows: Iterable[Flow], step: Step, started: bool, scene: Scene) -> Response:
    """Go on where a step jumps to, until one does not."""
    known = {flow.id: flow for flow in flows}
    left: list[Step] = []
    while step.jump is not None:
        if step.jump not in known or len(left) == MAX_JUMPS:
            reason = f"{MAX_JUMPS} jumps" if step.jump in known else f"there is no flow {step.jump!r}"
            return Response(engine.broken(step, reason), started, left=tuple(left))
        left.append(step)
        before = step.state
        state = engine.start(known[step.jump], str(before.seed), before.vars)
        state = msgspec.structs.replace(state, last=before.last)
        step = engine.step(known[step.jump], state, Started(f"jump from {before.flow}", None), scene)
    return Response(step, started or bool(left), left=tuple(left))
