"""Which row each node stands in: below all that lead to it, save for the ways that go back up.

A way goes back when it closes a circle; of the ways of a circle it is one that also goes up in the file, for the
author's order says what comes first. Rows are kept narrow: a node for which there is no room moves one down.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

Link = tuple[int, int]


def backward(count: int, links: Sequence[Link]) -> set[int]:
    """The links, by index, that have to be drawn upward."""
    below: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        if source < target:
            below[source].append(target)
    back = set()
    for i, (source, target) in enumerate(links):
        if source < target:
            continue
        if source == target or _reaches(below, target, source):
            back.add(i)
        else:
            below[source].append(target)
    return back


def rows(count: int, links: Sequence[Link], back: set[int], most: int) -> list[int]:
    """The row of each node, counted from 0; no row has more than `most` nodes."""
    after: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for i, (source, target) in enumerate(links):
        if i not in back:
            after[source].append(target)
            missing[target] += 1
    return _topological(after, missing, most)


def _topological(after: list[list[int]], missing: list[int], most: int) -> list[int]:
    row = [0] * len(after)
    full: dict[int, int] = {}
    ready = [node for node, left in enumerate(missing) if not left]
    heapify(ready)
    while ready:
        node = heappop(ready)
        while full.get(row[node], 0) >= most:
            row[node] += 1
        full[row[node]] = full.get(row[node], 0) + 1
        for target in after[node]:
            row[target] = max(row[target], row[node] + 1)
            missing[target] -= 1
            if not missing[target]:
                heappush(ready, target)
    return row


def _reaches(below: list[list[int]], start: int, goal: int) -> bool:
    seen, todo = {start}, [start]
    while todo:
        for node in below[todo.pop()]:
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return False
