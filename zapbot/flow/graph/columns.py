"""Where each vertex stands in its row: as near to its neighbours as the others in the row allow.

Each row by itself is a small exact problem: the places closest to the wishes (weighted least squares) with a least
distance between neighbours. Pooling adjacent violators solves it in one pass; sweeping over the rows spreads it.
"""

from collections.abc import Sequence
from itertools import pairwise

from zapbot.flow.graph import straighten
from zapbot.flow.graph.mesh import JOINT, Mesh
from zapbot.flow.graph.order import Rows
from zapbot.flow.graph.straighten import Near

GAP = 28.0
NARROW_GAP = 12.0
TOO_MANY = 40_000
"""Vertices of a mesh that nobody could read anyway: it is drawn, but not polished."""


def place(mesh: Mesh, rows: Rows) -> list[float]:
    """The middle of each vertex, the leftmost edge at 0."""
    near = _neighbours(mesh)
    gaps = [[_gap(mesh, a, b) for a, b in pairwise(row)] for row in rows]
    x = [0.0] * len(mesh.rows)
    for row, gap in zip(rows, gaps, strict=True):
        _settle(row, gap, x, [0.0] * len(row), [1.0] * len(row))
    rounds = max(2, min(120, 60_000 // len(x)))
    for sweep in range(rounds):
        for i in range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1):
            _toward(rows[i], gaps[i], near, x)
    if len(x) <= TOO_MANY:
        straighten.straighten(mesh, rows, gaps, near, x, rounds=8)
    left = min(x[v] - mesh.sizes[v].width / 2 for v in range(len(x)))
    return [round(value - left, 1) for value in x]


def _neighbours(mesh: Mesh) -> Near:
    """Who pulls at whom, and how strongly."""
    near: Near = [[] for _ in mesh.rows]
    for upper, lower in sorted(mesh.edges):
        weight = _weight(mesh, upper, lower)
        near[upper].append((lower, weight))
        near[lower].append((upper, weight))
    return near


def _weight(mesh: Mesh, upper: int, lower: int) -> float:
    """Bends in the middle of a way are the ugliest; what merely follows belongs below; where ways turn is no matter."""
    if (upper, lower) in mesh.turns:
        return 0.1
    if upper in mesh.plain or lower in mesh.plain:
        return 4.0
    joints = (mesh.sizes[upper].width <= JOINT) + (mesh.sizes[lower].width <= JOINT)
    return (1.0, 2.0, 8.0)[joints]


def _gap(mesh: Mesh, left: int, right: int) -> float:
    """The least distance between the middles of two vertices side by side."""
    both = left < mesh.nodes and right < mesh.nodes
    return (mesh.sizes[left].width + mesh.sizes[right].width) / 2 + (GAP if both else NARROW_GAP)


def _toward(row: list[int], gaps: list[float], near: Near, x: list[float]) -> None:
    """Move a row toward its neighbours."""
    wishes, weights = [], []
    for vertex in row:
        weight = sum(w for _, w in near[vertex])
        wishes.append(sum(x[n] * w for n, w in near[vertex]) / weight if weight else x[vertex])
        weights.append(weight or 0.01)
    _settle(row, gaps, x, wishes, weights)


def _settle(
    row: list[int], gaps: Sequence[float], x: list[float], wishes: Sequence[float], weights: Sequence[float]
) -> None:
    """The places nearest to the wishes that keep the distances."""
    offset, offsets = 0.0, []
    blocks: list[tuple[float, float, int]] = []
    for i, (wish, weight) in enumerate(zip(wishes, weights, strict=True)):
        offset += gaps[i - 1] if i else 0.0
        offsets.append(offset)
        mean, total, size = wish - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, size = total + heavy, size + many
        blocks.append((mean, total, size))
    means = [mean for mean, _, size in blocks for _ in range(size)]
    for vertex, mean, shift in zip(row, means, offsets, strict=True):
        x[vertex] = mean + shift
