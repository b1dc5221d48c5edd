"""The last touch: what shall stand exactly above each other does.

Each block of vertices gets one place. First one that keeps all distances: between everything pushed to the right of
its wish and everything pushed to the left, which keep them too. Then each block moves as near to what it is tied to
as its neighbours let it.
"""

import math
from itertools import pairwise

from zapbot.flow.graph import blocks
from zapbot.flow.graph.mesh import Mesh
from zapbot.flow.graph.order import Rows

Near = list[list[tuple[int, float]]]
"""For each vertex its neighbours above and below, and how strongly they pull."""


def straighten(mesh: Mesh, rows: Rows, gaps: list[list[float]], near: Near, x: list[float], rounds: int) -> None:
    """Put every block on one place, near to what it is tied to outside of itself."""
    block = blocks.align(mesh, rows, x)
    members: dict[int, list[int]] = {}
    for vertex, name in enumerate(block):
        members.setdefault(name, []).append(vertex)
    order, lefts = _from_the_left(block, rows, gaps)
    at = {name: sum(x[v] for v in inside) / len(inside) for name, inside in members.items()}
    ties = {
        name: [(block[n], w) for v in inside for n, w in near[v] if block[n] != name]
        for name, inside in members.items()
    }
    at = _fit(order, lefts, at)
    rights = _mirrored(lefts)
    for sweep in range(rounds):
        for name in order if sweep % 2 else reversed(order):
            low = max((at[left] + gap for left, gap in lefts[name].items()), default=-math.inf)
            high = min((at[right] - gap for right, gap in rights[name].items()), default=math.inf)
            at[name] = min(max(_pull(at[name], ties[name], at), low), high)
    for vertex, name in enumerate(block):
        x[vertex] = at[name]


def _pull(own: float, ties: list[tuple[int, float]], at: dict[int, float]) -> float:
    weight = sum(w for _, w in ties)
    return sum(at[n] * w for n, w in ties) / weight if weight else own


def _from_the_left(
    block: list[int], rows: Rows, gaps: list[list[float]]
) -> tuple[list[int], dict[int, dict[int, float]]]:
    """The blocks so that none comes before one on its left, and for each those on its left with the distance."""
    lefts: dict[int, dict[int, float]] = {name: {} for name in block}
    rights: dict[int, set[int]] = {name: set() for name in block}
    for row, gap in zip(rows, gaps, strict=True):
        for (a, b), distance in zip(pairwise(row), gap, strict=True):
            left, right = block[a], block[b]
            lefts[right][left] = max(distance, lefts[right].get(left, 0.0))
            rights[left].add(right)
    missing = {name: len(left) for name, left in lefts.items()}
    order = [name for name, count in missing.items() if not count]
    for name in order:
        for right in sorted(rights[name]):
            missing[right] -= 1
            if not missing[right]:
                order.append(right)
    return order, lefts


def _mirrored(lefts: dict[int, dict[int, float]]) -> dict[int, dict[int, float]]:
    rights: dict[int, dict[int, float]] = {name: {} for name in lefts}
    for name, near in lefts.items():
        for left, gap in near.items():
            rights[left][name] = gap
    return rights


def _fit(order: list[int], lefts: dict[int, dict[int, float]], wishes: dict[int, float]) -> dict[int, float]:
    """Places that keep the distances, between the wishes pushed to the right and pushed to the left."""
    low: dict[int, float] = {}
    for name in order:
        low[name] = max((low[left] + gap for left, gap in lefts[name].items()), default=wishes[name])
        low[name] = max(low[name], wishes[name])
    high = dict(wishes)
    for name in reversed(order):
        for left, gap in lefts[name].items():
            high[left] = min(high[left], high[name] - gap)
    return {name: (low[name] + high[name]) / 2 for name in order}
