"""What a picture needs before it is drawn: exits that go the same way tied together, sizes, and places."""

from collections.abc import Iterator
from dataclasses import dataclass

from zapbot.flow.graph import fit
from zapbot.flow.graph.edges import Graph, Way
from zapbot.flow.graph.layout import Layout, lay_out
from zapbot.flow.graph.mesh import JOINT, Lead, Link, Size

NODE_WIDTH = 212.0
NODE_HEIGHT = 50.0
NUMBERS_HEIGHT = 24.0
LEAD_WIDTH = 180.0
LEAD_HEIGHT = 24.0
LABEL_WIDTH = 132.0
LABEL_SIZE = 11.0
LINE_HEIGHT = 15.0
NUMBERS_ROOM = 76.0
"""What a count and a share take: 12,345 · 67%."""
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Bundle:
    """The exits of a node that lead to the same node, drawn as one way."""

    source: str
    target: str
    ways: tuple[Way, ...]

    @property
    def labelled(self) -> list[Way]:
        """Those that have words on them."""
        return [way for way in self.ways if way.label]


@dataclass(frozen=True, slots=True)
class Plan:
    """A graph with its places; `numbered` keeps room for numbers, so that they may change without moving anything."""

    graph: Graph
    bundles: tuple[Bundle, ...]
    layout: Layout
    numbered: bool


def plan(graph: Graph, numbered: bool = False) -> Plan:
    """Lay a graph out."""
    bundles = tuple(_bundles(graph))
    at = {node.id: i for i, node in enumerate(graph.nodes)}
    node = Size(NODE_WIDTH, NODE_HEIGHT + NUMBERS_HEIGHT * numbered)
    leads = [Lead(at[entry.target], _lead(entry.label, numbered)) for entry in graph.entries]
    links = [Link(at[bundle.source], at[bundle.target], _label(bundle, numbered)) for bundle in bundles]
    return Plan(graph, bundles, lay_out([node] * len(at), leads, links), numbered)


def lines(bundle: Bundle) -> list[Way]:
    """The exits whose words are shown; the rest is in the tooltip."""
    shown = bundle.labelled
    return shown if len(shown) <= MOST_LINES else shown[: MOST_LINES - 1]


def _bundles(graph: Graph) -> Iterator[Bundle]:
    together: dict[tuple[str, str], list[Way]] = {}
    for way in graph.ways:
        together.setdefault((way.source, way.target), []).append(way)
    for (source, target), ways in together.items():
        yield Bundle(source, target, tuple(ways))


def _lead(label: str, numbered: bool) -> Size:
    room = min(fit.width(label, LABEL_SIZE), LEAD_WIDTH - 24)
    return Size(round(max(room, NUMBERS_ROOM * numbered) + 24, 1), LEAD_HEIGHT + LINE_HEIGHT * numbered)


def _label(bundle: Bundle, numbered: bool) -> Size:
    """One exit has its numbers below its words, several have them beside."""
    shown = lines(bundle)
    if not shown:
        return Size(JOINT, 0)
    widest = max(min(fit.width(way.label, LABEL_SIZE), LABEL_WIDTH) for way in shown)
    if len(bundle.labelled) == 1:
        return Size(round(max(widest, NUMBERS_ROOM * numbered) + 8, 1), LINE_HEIGHT * (1 + numbered) + 3)
    count = len(shown) + (len(shown) < len(bundle.labelled))
    return Size(round(widest + 12 + NUMBERS_ROOM * numbered, 1), LINE_HEIGHT * count + 3)
