"""A conversation with flows outside of any database: what `flows sim`, `flows test` and replay talk to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from zapbot.flow import dispatch
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Response, Standing, Start
from zapbot.flow.effects import Call, Effect, SetField, Step, Tag, Trace
from zapbot.flow.events import Called, Event, Input, Woke
from zapbot.flow.hours import Hours
from zapbot.flow.scene import Person, Scene
from zapbot.flow.state import State

WINDOW = timedelta(hours=24)
MAX_TURNS = 10_000
"""Wake-ups and answered calls in one go; past it the flows are taken to be running in a circle."""

Answer = Callable[[Call], Called | None]


@dataclass(slots=True)
class Moment:
    """What happened at one time: the effects, why, and for a silent bot the reason."""

    at: datetime
    effects: tuple[Effect, ...] = ()
    trace: tuple[Trace, ...] = ()
    reason: str = ""
    flow: str = ""


def unanswered(_: Call) -> Called | None:
    """Calls stay without an answer."""
    return None


@dataclass(slots=True)
class Sim:
    """One contact, some flows, and a clock that only moves when told.

    `answer` plays the outside world: it answers a call at once, or not at all.
    """

    flows: Sequence[Flow]
    now: datetime
    person: Person = field(default_factory=Person)
    hours: dict[str, Hours] = field(default_factory=dict)
    answer: Answer = unanswered
    state: State | None = None
    with_people: bool = False
    last_inbound_at: datetime | None = None
    new_contact: bool = True
    _said: int = 0

    def say(self, given: Input) -> list[Moment]:
        """The customer writes or taps."""
        self.last_inbound_at = self.now
        if self.with_people:
            return [Moment(self.now, reason="a person has this conversation")]
        first, self._said = self.new_contact and self._said == 0, self._said + 1
        given = given if given.id else Input(given.text, given.kind, given.option, f"sim-{self._said}")
        response = dispatch.respond(self.flows, self._standing(), given, self._scene(), new_contact=first)
        return list(self._took(response))

    def tap(self, title: str) -> list[Moment]:
        """The customer taps an option of the last message, by its title or id. Raises ValueError."""
        offered = self.state.offered if self.state else {}
        for id, shown in offered.items():
            if title in (id, shown):
                return self.say(Input(shown, "option", id))
        raise ValueError(f"there is no option {title!r} to tap; there are: {', '.join(offered.values()) or 'none'}")

    def start(self, start: Start) -> list[Moment]:
        """A webhook or a schedule starts a flow."""
        if self.with_people or self._standing():
            return [Moment(self.now, reason="the contact is in a conversation already")]
        return list(self._took(dispatch.begin_at(self.flows, start, self._scene())))

    def after(self, seconds: float) -> list[Moment]:
        """Let time pass; what timers did on the way. Raises ValueError when they never end."""
        end = self.now + timedelta(seconds=seconds)
        moments: list[Moment] = []
        while (standing := self._standing()) and standing.state.wake_at is not None:
            if len(moments) >= MAX_TURNS:
                raise ValueError(f"{standing.flow.id} woke {MAX_TURNS} times: it runs in a circle")
            wake = datetime.fromtimestamp(standing.state.wake_at, self.now.tzinfo)
            if wake > end:
                break
            self.now = max(wake, self.now)
            moments += self._went_on(standing, Woke())
        self.now = end
        return moments

    def take_over(self) -> None:
        """A person writes: the bot is silent from now on."""
        self.with_people = True
        if self.state and self.state.active:
            self.state = None

    @property
    def closed_teams(self) -> frozenset[str]:
        """The teams nobody of is there now."""
        return frozenset(team for team, hours in self.hours.items() if not hours.open_at(self.now))

    def _went_on(self, standing: Standing, event: Event) -> Iterator[Moment]:
        yield from self._took(dispatch.go_on(self.flows, standing, event, self._scene()))

    def _took(self, response: Response) -> Iterator[Moment]:
        """Remember where the flow stands, answer its call, and so on until it makes none."""
        for _ in range(MAX_TURNS):
            if response.step is None:
                yield Moment(self.now, reason=response.reason)
                return
            for step in (*response.left, response.step):
                yield self._did(step)
            call = next((effect for effect in response.step.effects if isinstance(effect, Call)), None)
            called, standing = self.answer(call) if call else None, self._standing()
            if called is None or standing is None:
                return
            response = dispatch.go_on(self.flows, standing, called, self._scene())
        raise ValueError(f"{MAX_TURNS} calls were answered in a row: the flow runs in a circle")

    def _did(self, step: Step) -> Moment:
        self.state = step.state
        self.with_people = step.state.status in ("transferred", "failed")
        for effect in step.effects:
            self._learn(effect)
        return Moment(self.now, step.effects, step.trace, flow=step.state.flow)

    def _learn(self, effect: Effect) -> None:
        """Tags and fields the flow sets are the contact's from now on."""
        person = self.person
        if isinstance(effect, Tag):
            tags = [tag for tag in person.tags if tag not in effect.remove]
            self.person = replace(person, tags=tuple(dict.fromkeys([*tags, *effect.add])))
        elif isinstance(effect, SetField):
            if effect.name == "name":
                self.person = replace(person, name=str(effect.value or ""))
            else:
                self.person = replace(person, fields={**person.fields, effect.name: effect.value})

    def _standing(self) -> Standing | None:
        if self.state is None or not self.state.active:
            return None
        state = self.state
        flow = next((f for f in self.flows if (f.id, f.version) == (state.flow, state.version)), None)
        return Standing(flow, state) if flow else None

    def _scene(self) -> Scene:
        is_open = self.last_inbound_at is not None and self.now - self.last_inbound_at < WINDOW
        return Scene(self.now, self.person, self.closed_teams, is_open, self.hours)
