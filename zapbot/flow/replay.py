"""One real conversation played on two sets of flows at once, up to the first thing they do differently.

What a customer would have answered to other words nobody knows: after the first difference there is nothing left
to compare. The clock follows the times at which things really happened, and timers go off between them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from zapbot.flow import deeds
from zapbot.flow.deeds import Deed
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Start
from zapbot.flow.effects import Call, Say
from zapbot.flow.hours import Hours
from zapbot.flow.past import Began, Happening, Outside, Past, Sent
from zapbot.flow.sim import Moment, Sim
from zapbot.flow.state import State

MOST_WAKES = 1000
"""Timers between two messages; a flow that wakes more often runs in a circle."""
UNANSWERED = "what the outside world answered is not kept"
START = "start"

Moments = tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The two sets of flows, and what both live in."""

    stored: Sequence[Flow]
    changed: Sequence[Flow]
    zone: tzinfo
    hours: dict[str, Hours] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that is not the same, and where: the node that does it otherwise, else the one waited at."""

    flow: str
    node: str
    stored: Deed | None
    changed: Deed | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing that happened and what both sides made of it; the last one says why comparing stops, if it does."""

    at: datetime
    cause: Happening | None
    stored: Moments = ()
    changed: Moments = ()
    difference: Difference | None = None
    stopped: str = ""


def play(past: Past, world: World) -> Iterator[Exchange]:
    """Everything that happened, in order, until the two sides differ or cannot be compared any more."""
    pair = _Pair(past, world)
    for happening in past.happenings:
        yield from pair.pass_time(happening.at)
        if not pair.over:
            yield pair.take(happening)
        if pair.over:
            return
    yield from pair.pass_time(past.until)


class _Pair:
    """The same contact on both sides."""

    def __init__(self, past: Past, world: World) -> None:
        self.over = False
        self._zone = world.zone
        self._outsides = (Outside(past.answers), Outside(past.answers))
        began = datetime.fromtimestamp(past.began, world.zone)
        self._sims = tuple(
            Sim(flows, began, past.person, world.hours, outside.answer, with_people=past.with_people)
            for flows, outside in zip((world.stored, world.changed), self._outsides, strict=True)
        )

    def pass_time(self, at: float) -> Iterator[Exchange]:
        """Let the timers go off that are due by then, on either side."""
        until = datetime.fromtimestamp(at, self._zone)
        for _ in range(MOST_WAKES):
            wake = min((w for sim in self._sims if (w := _wake(sim)) is not None and w <= until), default=None)
            if self.over or wake is None:
                break
            yield self._exchange(wake, None, _let_pass(wake))
        else:
            self.over = True
            yield Exchange(until, None, stopped=f"timers went off {MOST_WAKES} times in a row")
        for sim in self._sims:
            sim.now = max(sim.now, until)

    def take(self, happening: Happening) -> Exchange:
        """Something happened."""
        return self._exchange(self._sims[0].now, happening, lambda sim: self._do(sim, happening))

    def _do(self, sim: Sim, happening: Happening) -> list[Moment]:
        match happening:
            case Sent(_, given, first, with_people):
                self._correct(sim, with_people)
                sim.new_contact = first
                return sim.say(given)
            case Began():
                start = _start(sim.flows, happening)
                return sim.start(start) if start else [Moment(sim.now, reason="no flow has this trigger")]
        sim.take_over()
        return []

    def _correct(self, sim: Sim, with_people: bool | None) -> None:
        """Who really had the conversation: people take over and give back in ways that are no message."""
        if with_people and not sim.with_people:
            sim.take_over()
        elif with_people is False:
            sim.with_people = False

    def _exchange(self, at: datetime, cause: Happening | None, act: "_Act") -> Exchange:
        before = self._sims[0].state or self._sims[1].state
        try:
            stored, changed = (tuple(act(sim)) for sim in self._sims)
        except ValueError as error:
            self.over = True
            return Exchange(at, cause, stopped=str(error))
        difference = _difference(before, stored, changed)
        stopped = UNANSWERED if not difference and any(o.missing for o in self._outsides) else ""
        self.over = bool(difference or stopped)
        return Exchange(at, cause, stored, changed, difference, stopped)


_Act = Callable[[Sim], list[Moment]]


def _difference(before: State | None, stored: Moments, changed: Moments) -> Difference | None:
    ours, theirs = deeds.effects(stored), deeds.effects(changed)
    found = None if ours == theirs else deeds.first_difference(deeds.deeds(ours), deeds.deeds(theirs))
    if found is None:
        return None
    one, other = found
    if one and other and one.node and one.node == other.node:
        return Difference(_flow_with(one, stored), one.node, one, other)
    if before is not None and before.active:
        return Difference(before.flow, before.node or START, one, other)
    return Difference(next((moment.flow for moment in (*stored, *changed) if moment.flow), ""), START, one, other)


def _flow_with(deed: Deed, moments: Moments) -> str:
    """The flow whose node did it."""
    return next(m.flow for m in moments if any(isinstance(e, Say | Call) and e.node == deed.node for e in m.effects))


def _start(flows: Sequence[Flow], began: Began) -> Start | None:
    """The trigger a webhook or schedule starts a flow by, if these flows have it."""
    for flow in flows:
        for trigger in flow.triggers:
            if began.kind == "webhook" and trigger.webhook == began.name:
                return Start(flow, f"webhook {began.name}", trigger.next, trigger.template, vars=began.vars)
            if began.kind == "schedule" and trigger.cron == began.name and flow.id == began.flow:
                rule = f"schedule {began.name}"
                return Start(flow, rule, trigger.next, trigger.template, always_template=True)
    return None


def _wake(sim: Sim) -> datetime | None:
    """When the flow a side stands in wants to be woken."""
    state = sim.state
    if state is None or not state.active or state.wake_at is None:
        return None
    return datetime.fromtimestamp(state.wake_at, sim.now.tzinfo)


def _let_pass(until: datetime) -> _Act:
    return lambda sim: sim.after(max(0.0, (until - sim.now).total_seconds()))
