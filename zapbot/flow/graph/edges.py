"""What there is to draw of a flow: its nodes, its ways in, and every exit with the words on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from zapbot.flow.checks import ways
from zapbot.flow.definition import Flow
from zapbot.flow.graph import captions
from zapbot.flow.node import Node
from zapbot.flow.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Entry:
    """A trigger or an `anytime` word; `rules` are the words the trace notes when it is used."""

    kind: str
    label: str
    target: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One exit of a node."""

    source: str
    exit: str
    target: str
    label: str

    @property
    def result(self) -> str:
        """How the trace says that it was taken."""
        return f"{self.exit} → {self.target}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A flow's nodes, its ways in and the ways between."""

    flow: str
    name: str
    nodes: tuple[Node, ...]
    entries: tuple[Entry, ...]
    ways: tuple[Way, ...]


def graph(flow: Flow) -> Graph:
    """Everything a picture of a flow shows, in the file's order."""
    nodes = tuple(flow.nodes.values())
    exits = tuple(way for node in nodes for way in _ways(node))
    return Graph(flow.id, flow.name, nodes, tuple(_entries(flow)), exits)


def _ways(node: Node) -> Iterator[Way]:
    for _, exit, target in ways.exits(node):
        yield Way(node.id, exit, target, captions.exit(node, exit))


def _entries(flow: Flow) -> Iterator[Entry]:
    for trigger in flow.triggers:
        target = trigger.next or flow.first
        yield Entry("trigger", captions.trigger(trigger), target, tuple(_rules(trigger)))
    for anytime in flow.anytime:
        yield Entry("anytime", anytime.key, anytime.target, anytime.words)


def _rules(trigger: Trigger) -> Iterator[str]:
    yield from (f"keyword {keyword}" for keyword in trigger.keywords)
    if trigger.regex:
        yield f"regex {trigger.regex}"
    if trigger.kind == "new_contact":
        yield "new contact"
    if trigger.webhook or trigger.cron:
        yield f"{trigger.kind} {trigger.webhook or trigger.cron}"
