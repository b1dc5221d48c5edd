"""Flows as people look at them: the picture with live numbers, the table beside it, the source, the versions.

A version never changes, so its layout is made once. Counting costs time in proportion to what happened, so it is
done again only after twenty times as long as it took, and never more than every two seconds.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.flow import reader
from zapbot.flow.graph import edges, plan, svg, traffic
from zapbot.flow.graph.edges import Graph
from zapbot.flow.graph.plan import Plan
from zapbot.flow.graph.traffic import Traffic
from zapbot.flow.graph.words import Words, percent
from zapbot.flow.node import Node
from zapbot.store import flow_stats, flow_versions
from zapbot.store.flow_versions import Numbered
from zapbot.store.flows import Version

KEPT = 64
FRESH_SECONDS = 2.0
COST = 20.0


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a node: its words, how many took it, and which part of those who came that is."""

    label: str
    target: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class Row:
    """A node with its numbers."""

    node: str
    kind: str
    line: int
    visits: int
    standing: int
    silent: int
    interrupted: int
    failed: int
    dropped: int
    share: str
    exits: tuple[Exit, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One version of a flow; without a picture when this zapbot cannot understand it."""

    id: str
    name: str
    version: Numbered
    versions: list[Numbered]
    file: str
    source: str
    executions: int
    statuses: Mapping[str, int]
    picture: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out of a version's file."""

    name: str
    plan: Plan | None
    lines: Mapping[str, int]


class Pictures:
    """Pictures of imported flows; threads may share one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: dict[int, _Known] = {}
        self._counted: dict[int, tuple[float, Traffic]] = {}

    def view(
        self, db: Database, flow_id: str, number: int | None, words: Mapping[str, str], node: str | None = None
    ) -> View:
        """A flow at a version, by default the active one; its nodes lead to their lines, `node` stands out.

        Raises NotFoundError.
        """
        versions = flow_versions.history(db, flow_id)
        chosen = next((v for v in versions if (v.active if number is None else v.number == number)), None)
        stored = flow_versions.numbered(db, flow_id, chosen.number) if chosen else None
        if chosen is None or stored is None:
            raise NotFoundError(f"there is no flow {flow_id!r}" if not versions else f"there is no version {number}")
        known = self._read(stored)
        counted = self._count(db, stored, known.plan.graph) if known.plan else Traffic()
        picture, rows = None, tuple[Row, ...]()
        if known.plan:
            links = {one: f"#L{line}" for one, line in known.lines.items()}
            picture = svg.draw(known.plan, counted, Words(**words), link=links.__getitem__, chosen=node)
            rows = tuple(_row(node, known, known.plan.graph, counted) for node in known.plan.graph.nodes)
        return View(
            flow_id, known.name, chosen, versions, stored.file, stored.source,
            counted.executions, counted.statuses, picture, rows,
        )  # fmt: skip

    def _read(self, version: Version) -> _Known:
        with self._lock:
            if version.id not in self._known:
                _make_room(self._known)
                self._known[version.id] = _read(version)
            return self._known[version.id]

    def _count(self, db: Database, version: Version, graph: Graph) -> Traffic:
        with self._lock:
            until, counted = self._counted.get(version.id, (0.0, None))
            begun = self._clock()
            if counted is None or begun >= until:
                counted = traffic.count(graph, flow_stats.journeys(db, version.id))
                took = self._clock() - begun
                _make_room(self._counted)
                self._counted[version.id] = (self._clock() + max(FRESH_SECONDS, COST * took), counted)
            return counted


def _make_room(cache: dict[int, Any]) -> None:
    """Forget what was learned first."""
    while len(cache) >= KEPT:
        cache.pop(next(iter(cache)))


def _read(version: Version) -> _Known:
    loaded = reader.load(version.source, version.file)
    if loaded.flow is None:
        return _Known(version.flow_id, None, {})
    lines = {node: loaded.source.place(("nodes", node))[0] for node in loaded.flow.nodes}
    return _Known(loaded.flow.name, plan.plan(edges.graph(loaded.flow), numbered=True), lines)


def _row(node: Node, known: _Known, graph: Graph, counted: Traffic) -> Row:
    visits, dropped = counted.visits[node.id], counted.dropped(node.id)
    exits = tuple(
        Exit(way.label or way.exit, way.target, counted.taken(way), percent(counted.share(way)))
        for way in graph.ways
        if way.source == node.id
    )
    return Row(
        node.id, node.kind, known.lines[node.id], visits, counted.standing[node.id], counted.silent[node.id],
        counted.interrupted[node.id], counted.failed[node.id], dropped,
        percent(dropped / visits if visits else 0), exits,
    )  # fmt: skip
