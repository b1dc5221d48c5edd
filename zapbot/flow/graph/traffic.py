"""How many people took which way: the trace, counted, put on the nodes and exits of a picture.

Everything is counted in executions, not in passes: somebody who went round a menu three times is one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from zapbot.flow.graph.edges import Entry, Graph, Way

FALL_THROUGH = ("message", "tag", "set")
TIME_IS_OVER = "the time is over"


@dataclass(frozen=True, slots=True)
class Pass:
    """One decision of the trace; the rule only where the result does not say it."""

    node: str
    kind: str
    rule: str
    result: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A path through a flow, where it ended or stands, and how many executions took it."""

    status: str
    node: str
    passes: tuple[Pass, ...]
    count: int


@dataclass(slots=True)
class Traffic:
    """Executions by the nodes they saw, the exits they took and the places they stopped at."""

    executions: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    visits: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    interrupted: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    _taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    _entered: Counter[tuple[str, str]] = field(default_factory=Counter)

    def taken(self, way: Way) -> int:
        """Executions that left by an exit."""
        return self._taken[way.source, way.result]

    def entered(self, entry: Entry) -> int:
        """Executions that used a trigger or an `anytime` word."""
        return sum(self._entered[rule, entry.target] for rule in entry.rules)

    def share(self, way: Way) -> float:
        """The part of those who came to the node that left by this exit."""
        return self.taken(way) / self.visits[way.source] if self.visits[way.source] else 0.0

    def dropped(self, node: str) -> int:
        """People who stopped here: silent for good, interrupted, or stranded by a fault."""
        return self.silent[node] + self.interrupted[node] + self.failed[node]

    def part(self, count: int) -> float:
        """A count as a part of all executions."""
        return count / self.executions if self.executions else 0.0


def count(graph: Graph, journeys: Iterable[Journey]) -> Traffic:
    """The traffic of a flow's version from the paths its executions took."""
    traffic = Traffic()
    onward = {way.source: way.result for way in graph.ways if way.exit == "next"}
    for journey in journeys:
        _add(traffic, journey, onward)
    return traffic


def _add(traffic: Traffic, journey: Journey, onward: dict[str, str]) -> None:
    number = journey.count
    traffic.executions += number
    traffic.statuses[journey.status] += number
    seen = {step.node for step in journey.passes} | {journey.node}
    traffic.visits.update(dict.fromkeys(seen - {""}, number))
    traffic._taken.update(dict.fromkeys(_exits(journey, onward), number))
    traffic._entered.update(dict.fromkeys(_entries(journey), number))
    here = {"active": traffic.standing, "stopped": traffic.interrupted, "failed": traffic.failed}
    lost = _last_silence(journey)
    if journey.status in here:
        here[journey.status][journey.node] += number
    elif lost:
        traffic.silent[lost] += number


def _exits(journey: Journey, onward: dict[str, str]) -> set[tuple[str, str]]:
    taken = set()
    for step in journey.passes:
        if " → " in step.result:
            taken.add((step.node, step.result))
        elif step.node in onward and (step.kind in FALL_THROUGH or step.rule == TIME_IS_OVER):
            taken.add((step.node, onward[step.node]))
    return taken


def _entries(journey: Journey) -> set[tuple[str, str]]:
    starts = (step for step in journey.passes if step.kind in ("trigger", "anytime"))
    return {(step.rule, step.result.partition(" → ")[2]) for step in starts}


def _last_silence(journey: Journey) -> str:
    """The wait somebody never came back from."""
    lost = ""
    for step in journey.passes:
        if step.kind == "wait":
            lost = step.node if step.result.startswith("on_timeout → ") else ""
        elif step.kind == "anytime":
            lost = ""
    return lost
