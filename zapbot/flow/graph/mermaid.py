"""A flow as a Mermaid flowchart: text that git hosts draw.

Nodes are numbered, because words such as `end` would break the chart; every text stands in quotes with all that
Mermaid or Markdown could take for their own written as character codes.
"""

from collections.abc import Iterator

from zapbot.flow.graph import captions, fit
from zapbot.flow.graph.edges import Graph
from zapbot.flow.graph.traffic import Traffic
from zapbot.flow.graph.words import Words, percent
from zapbot.flow.node import Node

_SHAPES = {
    "wait": ("{{", "}}"),
    "condition": ("{", "}"),
    "delay": ("([", "])"),
    "end": ("([", "])"),
    "transfer": (">", "]"),
    "ai_reply": ("[[", "]]"),
    "http": ("[(", ")]"),
}
_COLOURS = {
    "start": "#2d7a5d",
    "message": "#4a86c5",
    "wait": "#8a6bc4",
    "condition": "#b8860b",
    "transfer": "#2d9a75",
    "end": "#7a8581",
}
_SAFE = frozenset(" _,!?/:=")
_LONGEST = 60


def text(graph: Graph, traffic: Traffic | None = None) -> str:
    """The chart, ending with a line break."""
    return "\n".join(_lines(graph, traffic)) + "\n"


def escape(label: str) -> str:
    """A text between quotes; whatever is not a letter, a digit or plain punctuation becomes its code."""
    cut = fit.clip(" ".join(label.split()), _LONGEST * 6.0, 10)
    return "".join(_safe(character, before) for before, character in zip(" " + cut, cut, strict=False))


def _lines(graph: Graph, traffic: Traffic | None) -> Iterator[str]:
    names = {node.id: f"n{i}" for i, node in enumerate(graph.nodes)}
    yield "flowchart TD"
    for i, entry in enumerate(graph.entries):
        number = f"<br/>{_number(traffic.entered(entry), traffic.executions)}" if traffic else ""
        yield f'    t{i}(["{escape(entry.kind)}: {escape(entry.label)}{number}"]):::start --> {names[entry.target]}'
    for node in graph.nodes:
        yield f"    {names[node.id]}{_node(node, traffic)}"
    for way in graph.ways:
        label = escape(way.label or (way.exit if traffic else ""))
        label += f" {_number(traffic.taken(way), traffic.visits[way.source])}" if traffic else ""
        arrow = f'-- "{label}" -->' if label else "-->"
        yield f"    {names[way.source]} {arrow} {names[way.target]}"
    for kind, colour in _COLOURS.items():
        yield f"    classDef {_class(kind)} stroke:{colour},stroke-width:2px"


def _node(node: Node, traffic: Traffic | None) -> str:
    left, right = _SHAPES.get(node.kind, ("[", "]"))
    parts = [escape(node.id), escape(captions.node(node))]
    if traffic:
        lost = traffic.dropped(node.id)
        stopped = f", {Words().number(lost)} stopped here" if lost else ""
        parts.append(f"{Words().number(traffic.visits[node.id])} came{stopped}")
    kind = f":::{_class(node.kind)}" if node.kind in _COLOURS else ""
    return f'{left}"{"<br/>".join(filter(None, parts))}"{right}{kind}'


def _class(kind: str) -> str:
    """`end` by itself would close a block."""
    return f"zap_{kind}" if kind != "start" else kind


def _number(count: int, whole: int) -> str:
    return f"{Words().number(count)} ({percent(count / whole if whole else 0)})"


def _safe(character: str, before: str) -> str:
    """Signs that begin a list (`1.`, `-`, `+`) are safe only inside a word or after one."""
    plain = character.isalnum() or character in _SAFE or (character in ".-+" and before.isalpha())
    return character if plain else f"#{ord(character)};"
