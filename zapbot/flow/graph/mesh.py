"""The layered mesh under a picture: nodes in odd rows, labels and entries between them, joints on long ways.

A way leaves its node at the bottom, passes its label in the even row below, then one joint in every row on to the
row above its target. Ways to the same target share those joints, so that twenty exits to one hand-over become one
line. A way back turns after its label, climbs beside the rows between, and turns again above its target.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zapbot.flow.graph import layers

JOINT = 10.0


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of something to place."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A way between two nodes, by their numbers, with the size of its label."""

    source: int
    target: int
    label: Size = Size(JOINT, 0)


@dataclass(frozen=True, slots=True)
class Lead:
    """An entry: something small above the node it leads to."""

    target: int
    size: Size


@dataclass(slots=True)
class Mesh:
    """Vertices with a row and a size each, the edges between neighbouring rows, and each link's vertices in order.

    Vertices are numbered: first the nodes, then the leads, then labels and joints. `turns` are the edges at which a
    way goes round, `plain` the places of labels where there is nothing to say.
    """

    sizes: list[Size] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    edges: set[tuple[int, int]] = field(default_factory=set)
    routes: list[list[int]] = field(default_factory=list)
    back: set[int] = field(default_factory=set)
    turns: set[tuple[int, int]] = field(default_factory=set)
    plain: set[int] = field(default_factory=set)
    nodes: int = 0
    leads: int = 0

    def add(self, row: int, size: Size) -> int:
        """A new vertex; its number."""
        self.rows.append(row)
        self.sizes.append(size)
        return len(self.rows) - 1


def build(nodes: Sequence[Size], leads: Sequence[Lead], links: Sequence[Link], most: int) -> Mesh:
    """The mesh of a picture."""
    pairs = [(link.source, link.target) for link in links]
    mesh = Mesh(back=layers.backward(len(nodes), pairs), nodes=len(nodes), leads=len(leads))
    for row, size in zip(layers.rows(len(nodes), pairs, mesh.back, most), nodes, strict=True):
        mesh.add(2 * row + 1, size)
    for lead in leads:
        vertex = mesh.add(mesh.rows[lead.target] - 1, lead.size)
        mesh.edges.add((vertex, lead.target))
    shared: dict[tuple[int, int, bool], int] = {}
    for i, link in enumerate(links):
        mesh.routes.append(list(_route(mesh, link, i in mesh.back, shared)))
    return mesh


def _route(mesh: Mesh, link: Link, back: bool, shared: dict[tuple[int, int, bool], int]) -> Iterator[int]:
    """The vertices of a way from source to target, made where they are missing, joined as they come."""
    start, end = mesh.rows[link.source], mesh.rows[link.target]
    last = label = mesh.add(start + 1, link.label)
    if link.label.width <= JOINT:
        mesh.plain.add(label)
    mesh.edges.add((link.source, label))
    yield from (link.source, label)
    for row in range(start, end - 2, -1) if back else range(start + 2, end):
        key = (link.target, row, back)
        if key not in shared:
            shared[key] = mesh.add(row, Size(JOINT, 0))
        joint = shared[key]
        edge = (last, joint) if mesh.rows[last] < row else (joint, last)
        mesh.edges.add(edge)
        if last == label and back:
            mesh.turns.add(edge)
        yield joint
        last = joint
    mesh.edges.add((last, link.target))
    if back:
        mesh.turns.add((last, link.target))
    yield link.target
