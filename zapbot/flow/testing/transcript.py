"""What was said and done in a talk, line by line, each with when, by whom and why."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from zapbot.flow import template
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Call, Effect, Say, SetField, Tag, Trace, Transfer
from zapbot.flow.node import Node
from zapbot.flow.sim import Moment
from zapbot.flow.testing import contents, mocks

SILENT_KINDS = ("message", "tag", "set", "end")
"""Nodes whose line in the trace says no more than what they did."""
SEEN_KINDS = ("transfer", "ai_reply", "http")
"""Nodes whose line says no more than their effect unless a rule stands in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript."""

    at: datetime
    who: str
    what: str
    why: str = ""


def lines(flows: Iterable[Flow], asked: Line, moments: Iterable[Moment]) -> Iterator[Line]:
    """What somebody did, with the decision it led to, and then everything that came of it."""
    known = {flow.id: flow for flow in flows}
    said = [line for moment in moments for line in _moment(known.get(moment.flow), moment)]
    if said and said[0].who == "" and said[0].at == asked.at:
        asked = Line(asked.at, asked.who, asked.what, said.pop(0).why)
    yield asked
    yield from said


def _moment(flow: Flow | None, moment: Moment) -> Iterator[Line]:
    """Decisions and effects in the order they came; the trace says which effect is whose."""
    if moment.reason:
        yield Line(moment.at, "", "", moment.reason)
    left = deque(moment.effects)
    for trace in moment.trace:
        if _tells(trace):
            yield Line(moment.at, "", "", decision(trace))
        while left and _belongs(left[0], trace, flow):
            yield _effect(left.popleft(), trace.node or "", moment.at)
    yield from (_effect(effect, "", moment.at) for effect in left)


def _tells(trace: Trace) -> bool:
    """Whether a line of the trace says more than the effects do."""
    return trace.kind not in SILENT_KINDS and (bool(trace.rule) or trace.kind not in SEEN_KINDS)


def decision(trace: Trace) -> str:
    """A decision in a few words: where, what came of it, and by which rule."""
    where = f"{trace.node}: " if trace.node else ""
    if not trace.result:
        return f"{where}{trace.rule}"
    return f"{where}{trace.result}" + (f" ({trace.rule})" if trace.rule and trace.rule != "else" else "")


def _belongs(effect: Effect, trace: Trace, flow: Flow | None) -> bool:
    node = flow.nodes.get(trace.node or "") if flow else None
    match effect:
        case Say() | Call():
            return effect.node == (trace.node or "")
        case Tag():
            return node is not None and bool(node.add_tags or node.remove_tags)
        case SetField():
            return node is not None and _keeps(node)
    return trace.kind in ("transfer", "fault")


def _keeps(node: Node) -> bool:
    """Whether a node sets a lasting field of the contact."""
    written = [name for _, name in node.body.writes()] if node.body else []
    return any(name.startswith("contact.") for name in (*written, *(name for name, _ in node.assignments)))


def _effect(effect: Effect, node: str, at: datetime) -> Line:
    match effect:
        case Say(content, of):
            return Line(at, "bot", contents.line(content), of)
        case Tag(add, remove):
            return Line(at, "tag", " ".join([*(f"+{tag}" for tag in add), *(f"-{tag}" for tag in remove)]), node)
        case SetField(name, value):
            return Line(at, "set", f"contact.{name} = {template.show(value)}", node)
        case Call(_, of, kind):
            asks = mocks.question(effect) if kind == "ai" else mocks.request(effect)
            return Line(at, kind, asks, of)
        case Transfer(to, note, queued, reason):
            place = f"{to or 'a person'}{' (in the queue)' if queued else ''}"
            return Line(at, "→", f"{place}{': ' if note or reason else ''}{note or reason}", node)
