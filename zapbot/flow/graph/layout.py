"""A layered layout of our own: rows from top to bottom, straight long ways, the same picture every time."""

from collections.abc import Sequence
from dataclasses import dataclass

from zapbot.flow.graph import columns, curves, mesh, order
from zapbot.flow.graph.curves import Curve
from zapbot.flow.graph.mesh import Lead, Link, Mesh, Size

MARGIN = 12.0
ROW_WIDTH = 4
"""Nodes side by side at most: four of them, and the ways between them, are readable on a screen 1280 pixels wide."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything goes: nodes, leads with their ways, links with their labels."""

    width: float
    height: float
    nodes: tuple[Box, ...]
    leads: tuple[Box, ...]
    labels: tuple[Box, ...]
    lead_ways: tuple[tuple[Curve, ...], ...]
    ways: tuple[tuple[Curve, ...], ...]
    back: frozenset[int]


def lay_out(nodes: Sequence[Size], leads: Sequence[Lead], links: Sequence[Link], most: int = ROW_WIDTH) -> Layout:
    """Place nodes, what leads into them, and the ways between them."""
    net = mesh.build(nodes, leads, links, most)
    rows = order.arrange(net.rows, sorted(net.edges), sweeps=min(24, 80_000 // len(net.rows)))
    x = [MARGIN + value for value in columns.place(net, rows)]
    bands = _bands(net, rows, x)
    boxes = [_box(net, vertex, x, bands) for vertex in range(len(net.rows))]
    ways = curves.Curves(net, x, bands)
    return Layout(
        width=round(max(box.x + box.width for box in boxes) + MARGIN, 1),
        height=round(bands[-1][1] + MARGIN, 1),
        nodes=tuple(boxes[: net.nodes]),
        leads=tuple(boxes[net.nodes : net.nodes + net.leads]),
        labels=tuple(boxes[route[1]] for route in net.routes),
        lead_ways=tuple(ways.lead(net.nodes + i, lead.target) for i, lead in enumerate(leads)),
        ways=tuple(ways.back(route) if i in net.back else ways.down(route) for i, route in enumerate(net.routes)),
        back=frozenset(net.back),
    )


def _bands(net: Mesh, rows: order.Rows, x: list[float]) -> list[tuple[float, float]]:
    """Top and bottom of each row; the farther ways run sideways, the more room between two rows."""
    reach = [0.0] * len(rows)
    for upper, lower in net.edges:
        reach[net.rows[upper]] = max(reach[net.rows[upper]], abs(x[upper] - x[lower]))
    turns = {net.rows[net.routes[i][1]] for i in net.back} | {net.rows[net.routes[i][-1]] - 2 for i in net.back}
    bands, top = [], MARGIN
    for i, row in enumerate(rows):
        height = max((net.sizes[v].height for v in row), default=0.0)
        bands.append((top, top + height))
        gap = 14.0 + min(26.0, reach[i] * 0.06) + (16.0 if i in turns else 0.0)
        top += height + (gap if row else 0.0)
    return [(round(a, 1), round(b, 1)) for a, b in bands]


def _box(net: Mesh, vertex: int, x: list[float], bands: list[tuple[float, float]]) -> Box:
    """Nodes and labels hang from the top of their row, leads stand on its floor."""
    size = net.sizes[vertex]
    top, bottom = bands[net.rows[vertex]]
    y = bottom - size.height if net.nodes <= vertex < net.nodes + net.leads else top
    return Box(round(x[vertex] - size.width / 2, 1), round(y, 1), size.width, size.height)
