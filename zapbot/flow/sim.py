"""A conversation with flows outside of any database: what `flows sim` and tests talk to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zapbot.flow import dispatch, engine
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Effect, Step, Trace
from zapbot.flow.events import Input, Woke
from zapbot.flow.scene import Person, Scene
from zapbot.flow.state import State


@dataclass(slots=True)
class Moment:
    """What happened at one time: the effects, why, and for a silent bot the reason."""

    at: datetime
    effects: tuple[Effect, ...] = ()
    trace: tuple[Trace, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Sim:
    """One contact, some flows, and a clock that only moves when told."""

    flows: Sequence[Flow]
    now: datetime
    person: Person = field(default_factory=Person)
    closed_teams: frozenset[str] = frozenset()
    state: State | None = None
    with_people: bool = False
    _greeted: bool = False

    def say(self, given: Input) -> Moment:
        """The customer writes or taps."""
        if self.with_people:
            return Moment(self.now, reason="a person has this conversation")
        first, self._greeted = not self._greeted, True
        response = dispatch.respond(self.flows, self._standing(), given, self._scene(), new_contact=first)
        if response.step is None:
            return Moment(self.now, reason=response.reason)
        return self._took(response.step)

    def tap(self, title: str) -> Moment:
        """The customer taps an option of the last message, by its title or id. Raises ValueError."""
        offered = self.state.offered if self.state else {}
        for id, shown in offered.items():
            if title in (id, shown):
                return self.say(Input(shown, "option", id))
        raise ValueError(f"there is no option {title!r} to tap; there are: {', '.join(offered.values()) or 'none'}")

    def after(self, seconds: float) -> list[Moment]:
        """Let time pass; what timers did on the way."""
        end = self.now + timedelta(seconds=seconds)
        moments = []
        while self.state and self.state.active and self.state.wake_at is not None:
            wake = datetime.fromtimestamp(self.state.wake_at, self.now.tzinfo)
            if wake > end:
                break
            self.now = wake
            flow = self._flow(self.state)
            moments.append(self._took(engine.step(flow, self.state, Woke(), self._scene())))
        self.now = end
        return moments

    def _took(self, step: Step) -> Moment:
        self.state = step.state
        self.with_people = step.state.status in ("transferred", "failed")
        return Moment(self.now, step.effects, step.trace)

    def _standing(self) -> dispatch.Standing | None:
        if self.state is None or not self.state.active:
            return None
        return dispatch.Standing(self._flow(self.state), self.state)

    def _flow(self, state: State) -> Flow:
        return next(flow for flow in self.flows if flow.id == state.flow)

    def _scene(self) -> Scene:
        return Scene(self.now, self.person, self.closed_teams)
