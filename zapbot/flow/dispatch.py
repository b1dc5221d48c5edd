"""What the bot does with a message: go on with the flow the contact is in, start one, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from zapbot.flow import engine, triggers, words
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Step
from zapbot.flow.events import Answered, Input, Started
from zapbot.flow.scene import Scene
from zapbot.flow.state import State


@dataclass(frozen=True, slots=True)
class Response:
    """The step taken, whether it began an execution, and, when there is none, why not."""

    step: Step | None = None
    started: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The flow a contact is in, at the version the execution began with."""

    flow: Flow
    state: State


def respond(
    flows: Iterable[Flow], standing: Standing | None, given: Input, scene: Scene, new_contact: bool = False
) -> Response:
    """The bot's answer to one message.

    A contact inside a flow stays in it; only a flow with `mode: restart` begins again at its own keywords, at
    the version that is now the newest.
    """
    if standing is None:
        return _begin(choose(flows, given, new_contact), given, scene)
    if standing.flow.mode == "restart" and given.option is None:
        again = choose([flow for flow in flows if flow.id == standing.flow.id], given, False)
        if again:
            return _begin(again, given, scene)
    return Response(engine.step(standing.flow, standing.state, Answered(given), scene))


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


def _begin(choice: Choice | None, given: Input, scene: Scene) -> Response:
    if choice is None:
        return Response(reason="no trigger of any flow fits this message")
    state = engine.start(choice.flow)
    event = Started(choice.rule, given, choice.node)
    return Response(engine.step(choice.flow, state, event, scene), started=True)
