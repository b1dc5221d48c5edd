"""Which ways out of a flow's nodes, which triggers and `anytime` words the talks took, and which they never did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zapbot.flow import check
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Trace
from zapbot.flow.source import Path, Source
from zapbot.flow.testing.playing import Played
from zapbot.flow.triggers import Trigger

_FALLS_THROUGH = ("message", "tag", "set")
_TIME_IS_OVER = "the time is over"


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a flow: a trigger, an `anytime` entry, or an exit of a node."""

    line: int
    column: int
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a flow's ways, those never taken."""

    flow: str
    file: str
    total: int
    missed: tuple[Way, ...]

    @property
    def taken(self) -> int:
        """How many ways were taken."""
        return self.total - len(self.missed)


def measure(flow: Flow, source: Source, talks: Iterable[Played]) -> Coverage:
    """The coverage of a flow by the talks that were played."""
    taken = {key for talk in talks for id, trace in talk.passed if id == flow.id for key in _taken(flow, trace)}
    ways = {key: Way(*source.place(path), name, target) for key, path, name, target in _ways(flow)}
    missed = tuple(way for key, way in ways.items() if key not in taken)
    return Coverage(flow.id, source.file, len(ways), missed)


Key = tuple[str, str | int]
"""A node and its exit, ("", trigger number) or ("anytime", key)."""


def _ways(flow: Flow) -> Iterator[tuple[Key, Path, str, str]]:
    for i, trigger in enumerate(flow.triggers):
        yield ("", i), ("triggers", i), f"trigger {i + 1}: {spell(trigger)}", trigger.next or flow.first
    for entry in flow.anytime:
        yield ("anytime", entry.key), ("anytime", entry.key), f"anytime: {entry.key}", entry.target
    for node in flow.nodes.values():
        for path, name, target in check.exits(node):
            yield (node.id, name), path, f"{node.id}: {name}", target


def spell(trigger: Trigger) -> str:
    """A trigger in a few words."""
    if trigger.keywords or trigger.regex:
        return f"keyword {', '.join(trigger.keywords) or trigger.regex}"
    return f"{trigger.kind} {trigger.webhook or trigger.cron or ''}".rstrip().replace("_", " ")


def _taken(flow: Flow, trace: Trace) -> Iterator[Key]:
    """The way one line of the trace says was taken."""
    exit, arrow, target = trace.result.partition(" → ")
    if trace.kind == "trigger":
        found = _trigger(flow, trace.rule, target)
        if found is not None:
            yield "", found
    elif trace.kind == "anytime":
        yield from (("anytime", entry.key) for entry in flow.anytime if trace.rule in entry.words)
    elif arrow and trace.node:
        yield trace.node, exit
    elif trace.node and (trace.kind in _FALLS_THROUGH or trace.rule == _TIME_IS_OVER):
        yield trace.node, "next"


def _trigger(flow: Flow, rule: str, target: str) -> int | None:
    """The trigger that fired: the strictest of those whose rule it is."""
    strictness = ("exact", "starts", "word", "regex", "new_contact")
    fitting = [
        (strictness.index(trigger.match), i)
        for i, trigger in enumerate(flow.triggers)
        if rule in _rules(trigger) and (trigger.next or flow.first) == target
    ]
    return min(fitting)[1] if fitting else None


def _rules(trigger: Trigger) -> Iterator[str]:
    """How the trace names this trigger."""
    yield from (f"keyword {keyword}" for keyword in trigger.keywords)
    if trigger.regex:
        yield f"regex {trigger.regex}"
    if trigger.kind == "new_contact":
        yield "new contact"
    if trigger.webhook:
        yield f"webhook {trigger.webhook}"
    if trigger.cron:
        yield f"schedule {trigger.cron}"
