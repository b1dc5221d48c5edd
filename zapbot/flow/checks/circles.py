"""Circles that never wait: the bot would say the same forever."""

from collections.abc import Iterator

from zapbot.flow.checks.graph import Graph, Spot
from zapbot.flow.node import Node
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.wait import Wait


def check(graph: Graph) -> None:
    """Every circle pauses somewhere, for the customer or for some time."""
    walk = _Walk(graph)
    for spot in graph.spots():
        walk.start(spot)


def pauses(node: Node) -> bool:
    """Whether time passes at a node; a `delay: 0s` is none, and calls come back at once."""
    body = node.body
    return isinstance(body, Wait) or (isinstance(body, Delay) and not body.may_pass_at_once)


class _Walk:
    """Depth first with a stack of its own, passing each node once; a way back to the path closes a circle."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._done: set[Spot] = set()
        self._path: dict[Spot, Iterator[Spot]] = {}

    def start(self, spot: Spot) -> None:
        """Walk on from a node until every way ends."""
        self._enter(spot)
        while self._path:
            here = next(reversed(self._path))
            target = next(self._path[here], None)
            if target is None:
                del self._path[here]
                self._done.add(here)
            elif target in self._path:
                self._close(target)
            else:
                self._enter(target)

    def _enter(self, spot: Spot) -> None:
        if spot not in self._done and not pauses(self._graph.node(spot)):
            self._path[spot] = (target for _, target in self._graph.exits(spot))

    def _close(self, spot: Spot) -> None:
        path = list(self._path)
        circle = [*path[path.index(spot) :], spot]
        names = " → ".join(self._graph.spell(one, spot[0]) for one in circle)
        self._graph.report(spot, f"{names} goes round without waiting", "put a wait or a delay into it")
        self._done.add(spot)
