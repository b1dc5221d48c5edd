"""How long the customer may have been silent when the bot arrives at each node.

Every answer sets the time back to nothing; a timeout and a delay add to it. Paths are not listed, there may be
more of them than atoms: each circle of nodes is taken together, circles in the order they lead to each other,
and each node keeps the greatest time and the way it came by. A circle in which time passes without an answer
has no greatest time.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zapbot.flow.checks import ways
from zapbot.flow.checks.graph import Graph, Spot, components
from zapbot.flow.node import Node
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.wait import Wait

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Arrival:
    """The greatest silence on arrival at a node, the node before it, and the time spent there."""

    seconds: float
    before: Spot | None = None
    spent: int = 0


def arrivals(graph: Graph, starts: Iterable[Spot] | None = None) -> dict[Spot, Arrival]:
    """The worst arrival at each node, from right after an answer, or from the given nodes only."""
    known = dict.fromkeys(after_an_answer(graph) if starts is None else starts, Arrival(0))
    spots = list(graph.spots())
    for circle in components(spots, lambda spot: (to for to, _ in silent(graph, spot))):
        inside = frozenset(circle)
        _spread(graph, inside, known)
        for spot in inside & known.keys():
            for to, spent in silent(graph, spot):
                if to not in inside:
                    _arrive(known, spot, to, spent)
    return known


def after_an_answer(graph: Graph) -> Iterator[Spot]:
    """The nodes the bot gets to the moment the customer wrote."""
    for i, flow in enumerate(graph.flows):
        yield from ((i, name) for name in ways.entrances(flow) if name in flow.nodes)
    for spot in graph.spots():
        if isinstance(graph.node(spot).body, Wait):
            yield from (to for exit, to in graph.exits(spot) if exit != "on_timeout")


def silent(graph: Graph, spot: Spot) -> Iterator[tuple[Spot, int]]:
    """The ways out that need no answer, each with the seconds that pass before."""
    node = graph.node(spot)
    for exit, to in graph.exits(spot):
        spent = _spent(node, exit)
        if spent is not None:
            yield to, spent


def _spent(node: Node, exit: str) -> int | None:
    """Seconds until an exit is taken; None when only an answer takes it."""
    match node.body:
        case Wait(timeout=timeout):
            return timeout or 0 if exit == "on_timeout" else None
        case Delay(for_=None, hours=hours):
            return 7 * DAY if hours else DAY
        case Delay(for_=int(seconds)):
            return seconds
    return 0


def _arrive(known: dict[Spot, Arrival], spot: Spot, to: Spot, spent: int) -> None:
    seconds = known[spot].seconds + spent
    if to not in known or seconds > known[to].seconds:
        known[to] = Arrival(seconds, spot, spent)


def _spread(graph: Graph, circle: frozenset[Spot], known: dict[Spot, Arrival]) -> None:
    """Take what is known of a circle to all of it."""
    inside = [(a, b, spent) for a in sorted(circle) for b, spent in silent(graph, a) if b in circle]
    reached = [spot for spot in sorted(circle) if spot in known]
    if not inside or not reached:
        return
    growing = next(((a, b, spent) for a, b, spent in inside if spent), None)
    if growing:
        first, known[growing[1]] = growing[1], Arrival(math.inf, growing[0], growing[2])
    else:
        first = max(reached, key=lambda spot: known[spot].seconds)
    _flood(first, inside, known)


def _flood(first: Spot, inside: list[tuple[Spot, Spot, int]], known: dict[Spot, Arrival]) -> None:
    """Give all of a circle the time of its first node; within it, time passes nowhere or without end."""
    out: dict[Spot, list[tuple[Spot, int]]] = {}
    for a, b, spent in inside:
        out.setdefault(a, []).append((b, spent))
    seen, todo = {first}, [first]
    for spot in todo:
        for to, spent in out.get(spot, ()):
            if to not in seen:
                seen.add(to)
                known[to] = Arrival(known[first].seconds, spot, spent)
                todo.append(to)
