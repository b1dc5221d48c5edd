"""The ways of a picture as curves: upright through every row, bent only in the gaps between rows.

So a way never runs through a box that is not its own, and its parts join without a corner.
"""

from collections.abc import Iterable

from zapbot.flow.graph.mesh import Mesh

Curve = tuple[float, float, float, float, float, float, float, float]
"""A cubic curve: start, two control points, end."""

INSET = 22.0
SPREAD = 11.0
TURN = 22.0


class Curves:
    """Draws ways on a placed mesh."""

    def __init__(self, net: Mesh, x: list[float], bands: list[tuple[float, float]]) -> None:
        self._net, self._x, self._bands = net, x, bands
        leaving: list[set[int]] = [set() for _ in range(net.nodes)]
        arriving: list[set[int]] = [set() for _ in range(net.nodes)]
        for upper, lower in net.edges:
            if lower < net.nodes and net.nodes <= upper < net.nodes + net.leads:
                arriving[lower].add(upper)
        for i, route in enumerate(net.routes):
            leaving[route[0]].add(route[1])
            arriving[route[-1]].add(self._last(route, i in net.back))
        self._out = [self._ports(node, vertices) for node, vertices in enumerate(leaving)]
        self._in = [self._ports(node, vertices) for node, vertices in enumerate(arriving)]

    def lead(self, vertex: int, node: int) -> tuple[Curve, ...]:
        """From an entry down to its node."""
        start = self._bands[self._net.rows[vertex]][1]
        return (_bend(self._x[vertex], start, self._in[node][vertex], self._top(node)),)

    def down(self, route: list[int]) -> tuple[Curve, ...]:
        """A way to a node further down."""
        source, target = route[0], route[-1]
        x, y = self._out[source][route[1]], self._bottom(source)
        curves = []
        for vertex in route[1:-1]:
            top, bottom = self._bands[self._net.rows[vertex]]
            curves += [_bend(x, y, self._x[vertex], top), _bend(self._x[vertex], top, self._x[vertex], bottom)]
            x, y = self._x[vertex], bottom
        return (*curves, _bend(x, y, self._in[target][route[-2]], self._top(target)))

    def back(self, route: list[int]) -> tuple[Curve, ...]:
        """A way to a node further up: round, up beside the rows, and round again into the top of the node."""
        source, label, *joints, _, target = route
        x, y = self._x[label], self._bands[self._net.rows[label]][1]
        curves = [
            _bend(self._out[source][label], self._bottom(source), x, self._top(label)),
            _bend(x, self._top(label), x, y),
        ]
        curves.append((x, y, x, y + TURN, self._x[joints[0]], y + TURN, self._x[joints[0]], y))
        x = self._x[joints[0]]
        for vertex in joints:
            top, bottom = self._bands[self._net.rows[vertex]]
            curves += [_bend(x, y, self._x[vertex], bottom), _bend(self._x[vertex], bottom, self._x[vertex], top)]
            x, y = self._x[vertex], top
        end, floor = self._in[target][joints[-1]], self._top(target)
        return (*curves, (x, y, x, y - TURN * 1.3, end, floor - TURN * 1.3, end, floor))

    def _last(self, route: list[int], back: bool) -> int:
        """The vertex from which a way comes into its target; a way back turns above it, from beside it."""
        return route[-3] if back else route[-2]

    def _top(self, vertex: int) -> float:
        return self._bands[self._net.rows[vertex]][0]

    def _bottom(self, node: int) -> float:
        return self._top(node) + self._net.sizes[node].height

    def _ports(self, node: int, vertices: Iterable[int]) -> dict[int, float]:
        """Where ways touch a node's edge: straight above or below where they come from, if the edge is that long."""
        order = sorted(vertices, key=lambda vertex: (self._x[vertex], vertex))
        room = self._net.sizes[node].width / 2 - INSET
        left, right = self._x[node] - room, self._x[node] + room
        step = min(SPREAD, (right - left) / max(1, len(order) - 1))
        places: list[float] = []
        for i, vertex in enumerate(order):
            least = max(left, places[-1] + step) if places else left
            most = right - step * (len(order) - 1 - i)
            places.append(round(min(max(self._x[vertex], least), most), 1))
        return dict(zip(order, places, strict=True))


def _bend(x: float, y: float, to_x: float, to_y: float) -> Curve:
    """Upright at both ends."""
    half = (y + to_y) / 2
    return (x, y, x, half, to_x, half, to_x, to_y)
