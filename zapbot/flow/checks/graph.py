"""All flows as one graph, so that a jump to another flow is a way like any other."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.nodes.jump import Jump

Spot = tuple[int, str]
"""A node: the number of its flow, its name."""

Vertex = TypeVar("Vertex", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Graph:
    """Flows that can run, each with where its problems go."""

    flows: list[Flow]
    reports: list[Report]

    def spots(self) -> Iterator[Spot]:
        """Every node, in reading order."""
        for i, flow in enumerate(self.flows):
            yield from ((i, name) for name in flow.nodes)

    def node(self, spot: Spot) -> Node:
        """The node at a spot."""
        return self.flows[spot[0]].nodes[spot[1]]

    def exits(self, spot: Spot) -> Iterator[tuple[str, Spot]]:
        """Each way out that leads somewhere: its name and the node there."""
        i, node = spot[0], self.node(spot)
        for _, name, target in ways.exits(node):
            if target in self.flows[i].nodes:
                yield name, (i, target)
        if isinstance(node.body, Jump):
            found = next((n for n, flow in enumerate(self.flows) if flow.id == node.body.to), None)
            if found is not None:
                yield "flow", (found, self.flows[found].first)

    def spell(self, spot: Spot, home: int) -> str:
        """A node's name, with its flow's when that is another than `home`."""
        return spot[1] if spot[0] == home else f"{self.flows[spot[0]].id}/{spot[1]}"

    def report(self, spot: Spot, message: str, advice: str, severity: str = "error") -> None:
        """Note a problem at a node."""
        self.reports[spot[0]](("nodes", spot[1]), message, advice, severity)


def components(vertices: Iterable[Vertex], out: Callable[[Vertex], Iterable[Vertex]]) -> list[list[Vertex]]:
    """The circles of a graph, each as its vertices, each before those it leads to; most hold one vertex."""
    ways_out = {vertex: list(out(vertex)) for vertex in vertices}
    back: dict[Vertex, list[Vertex]] = {vertex: [] for vertex in ways_out}
    for vertex, targets in ways_out.items():
        for target in targets:
            back[target].append(vertex)
    seen: set[Vertex] = set()
    finished = [vertex for start in ways_out for vertex in _explore(start, ways_out, seen)]
    seen = set()
    found = (list(_explore(vertex, back, seen)) for vertex in reversed(finished))
    return [component for component in found if component]


def _explore(start: Vertex, out: dict[Vertex, list[Vertex]], seen: set[Vertex]) -> Iterator[Vertex]:
    """What is reached and was not seen before, depth first, each after all it leads to."""
    stack = [(start, iter(out[start]))] if start not in seen else []
    seen.add(start)
    while stack:
        vertex, targets = stack[-1]
        target = next((t for t in targets if t not in seen), None)
        if target is None:
            stack.pop()
            yield vertex
        else:
            seen.add(target)
            stack.append((target, iter(out[target])))
