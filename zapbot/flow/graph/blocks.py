"""Vertices that shall stand exactly above each other: long ways, and nodes that simply follow one another.

A block is a chain of vertices in neighbouring rows. Blocks never cross, so their order from left to right has no
circle and each can be given one place. Only what stands nearly straight already is tied: forcing the rest would make
the picture wide.
"""

from bisect import bisect

from zapbot.flow.graph.mesh import JOINT, Mesh
from zapbot.flow.graph.order import Rows

NEARLY_STRAIGHT = 24.0
"""How far apart two vertices may stand and still be tied."""


def align(mesh: Mesh, rows: Rows, x: list[float]) -> list[int]:
    """The block of each vertex, named by its topmost one."""
    place = {vertex: i for row in rows for i, vertex in enumerate(row)}
    above: dict[int, int] = {}
    taken: set[int] = set()
    straight: list[list[tuple[int, int]]] = [[] for _ in rows]
    for upper, lower in sorted(mesh.edges - mesh.turns, key=lambda edge: (_rank(mesh, *edge), edge[1], edge[0])):
        pair = place[upper], place[lower]
        others = straight[mesh.rows[upper]]
        spot = bisect(others, pair)
        if lower in above or upper in taken or _crosses(others, spot, pair[1]):
            continue
        if abs(x[upper] - x[lower]) > NEARLY_STRAIGHT:
            continue
        above[lower] = upper
        taken.add(upper)
        others.insert(spot, pair)
    block = list(range(len(place)))
    for row in rows:
        for vertex in row:
            block[vertex] = block[above[vertex]] if vertex in above else vertex
    return block


def _rank(mesh: Mesh, upper: int, lower: int) -> int:
    """What matters most comes first: a bend in the middle of a way is worse than one at its end."""
    joints = _joint(mesh, upper) + _joint(mesh, lower)
    if joints == 2:
        return 0
    if joints == 0:
        return 3
    return 1 if (upper < mesh.nodes and lower in mesh.plain) or upper in mesh.plain else 2


def _joint(mesh: Mesh, vertex: int) -> bool:
    return vertex >= mesh.nodes + mesh.leads and mesh.sizes[vertex].width <= JOINT


def _crosses(others: list[tuple[int, int]], spot: int, lower: int) -> bool:
    """Whether an edge put in at a spot among others, in their order from the left, would cross one of them."""
    return (spot > 0 and others[spot - 1][1] > lower) or (spot < len(others) and others[spot][1] < lower)
