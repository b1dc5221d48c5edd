"""Play what customers really wrote on the stored flows and on changed ones, and count where they differ."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice

from sqlite_utils import Database

from zapbot.desk import history
from zapbot.desk.library import Library
from zapbot.flow import hours
from zapbot.flow import replay as core
from zapbot.flow.past import Past, Sent
from zapbot.flow.reader import Loaded
from zapbot.flow.replay import Difference, World
from zapbot.store import teams

EXAMPLES = 5


@dataclass(slots=True)
class Group:
    """Conversations that differ in the same way at the same place, and the words of the first of them."""

    flow: str
    node: str
    stored: str
    changed: str
    count: int = 0
    examples: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What a replay found. Each conversation is compared up to its first difference."""

    conversations: int = 0
    inputs: int = 0
    differ: int = 0
    groups: list[Group] = field(default_factory=list)
    stopped: Counter[str] = field(default_factory=Counter)
    """Conversations that could not be compared to their end, by the reason."""


def world(db: Database, loaded: list[Loaded], zone: tzinfo) -> World:
    """The active flows, and the same with those files in their place."""
    stored = Library(zone).active(db)
    given = {one.flow.id: one.flow for one in loaded if one.flow}
    changed = [given.pop(flow.id, flow) for flow in stored]
    open_at = {team: hours.parse(text) for team, text in teams.hours(db).items()}
    return World(stored, [*changed, *given.values()], zone, open_at)


def replay(
    db: Database,
    world: World,
    since: float,
    now: float,
    limit: int | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Report:
    """Play every conversation customers wrote in since a moment, the newest first."""
    report = Report()
    groups: dict[tuple[str, ...], Group] = {}
    for past in islice(history.pasts(db, since, now), limit):
        _one(report, groups, past, world)
        progress()
    report.groups = sorted(groups.values(), key=lambda group: -group.count)
    return report


def _one(report: Report, groups: dict[tuple[str, ...], Group], past: Past, world: World) -> None:
    report.conversations += 1
    for exchange in core.play(past, world):
        report.inputs += isinstance(exchange.cause, Sent)
        if exchange.stopped:
            report.stopped[exchange.stopped] += 1
        if exchange.difference:
            report.differ += 1
            _count(groups, exchange.difference, past.id)


def _count(groups: dict[tuple[str, ...], Group], found: Difference, conversation: int) -> None:
    group = groups.setdefault(_kind(found), Group(found.flow, found.node, _words(found.stored), _words(found.changed)))
    group.count += 1
    if len(group.examples) < EXAMPLES:
        group.examples.append(conversation)


def _kind(found: Difference) -> tuple[str, ...]:
    """What makes two differences the same one: the place, and what is done there on both sides; not the words."""
    sides = [f"{deed.kind} {deed.node}" if deed else "" for deed in (found.stored, found.changed)]
    return (found.flow, found.node, *sides)


def _words(deed: object) -> str:
    return str(deed) if deed else "nothing"
