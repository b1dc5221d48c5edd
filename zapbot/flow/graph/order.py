"""From left to right within each row: neighbours close together, few crossings."""

import itertools
from collections.abc import Sequence

Rows = list[list[int]]


def arrange(row_of: Sequence[int], edges: Sequence[tuple[int, int]], sweeps: int = 12) -> Rows:
    """The vertices of each row in an order that crosses few edges; an edge goes down one row."""
    above: list[list[int]] = [[] for _ in row_of]
    below: list[list[int]] = [[] for _ in row_of]
    for upper, lower in edges:
        above[lower].append(upper)
        below[upper].append(lower)
    rows = _first(row_of, above, below)
    best, fewest = [list(row) for row in rows], crossings(rows, below)
    for sweep in range(sweeps):
        if not fewest:
            break
        down = sweep % 2 == 0
        for i in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            fixed = rows[i - 1 if down else i + 1]
            places = {vertex: place for place, vertex in enumerate(fixed)}
            rows[i] = _by_barycenter(rows[i], above if down else below, places)
        now = crossings(rows, below)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    return best


def crossings(rows: Rows, below: Sequence[Sequence[int]]) -> int:
    """How many pairs of edges cross."""
    return sum(_between(upper, lower, below) for upper, lower in itertools.pairwise(rows))


def _first(row_of: Sequence[int], above: list[list[int]], below: list[list[int]]) -> Rows:
    """An order to begin with: depth first from the top, so that what belongs together stays together."""
    rows: Rows = [[] for _ in range(max(row_of) + 1)]
    seen: set[int] = set()
    for start in sorted(range(len(row_of)), key=lambda vertex: (row_of[vertex], vertex)):
        todo = [start]
        while todo:
            vertex = todo.pop()
            if vertex in seen:
                continue
            seen.add(vertex)
            rows[row_of[vertex]].append(vertex)
            todo += [*sorted(above[vertex], reverse=True), *sorted(below[vertex], reverse=True)]
    return rows


def _by_barycenter(row: list[int], neighbours: list[list[int]], places: dict[int, int]) -> list[int]:
    """A row sorted by the mean place of its neighbours; who has none keeps its place among the others."""
    keys: dict[int, float] = {}
    for place, vertex in enumerate(row):
        near = neighbours[vertex]
        fallback = place * len(places) / len(row)
        keys[vertex] = sum(places[n] for n in near) / len(near) if near else fallback
    return sorted(row, key=lambda vertex: keys[vertex])


def _between(upper: list[int], lower: list[int], below: Sequence[Sequence[int]]) -> int:
    """Crossings between two rows, counted with a binary indexed tree."""
    place = {vertex: i for i, vertex in enumerate(lower)}
    tree = [0] * (len(lower) + 1)
    total = seen = 0
    for vertex in upper:
        targets = sorted(place[target] for target in below[vertex])
        for target in targets:
            total += seen - _sum(tree, target + 1)
        for target in targets:
            _add(tree, target + 1)
        seen += len(targets)
    return total


def _sum(tree: list[int], i: int) -> int:
    total = 0
    while i:
        total += tree[i]
        i -= i & -i
    return total


def _add(tree: list[int], i: int) -> None:
    while i < len(tree):
        tree[i] += 1
        i += i & -i
