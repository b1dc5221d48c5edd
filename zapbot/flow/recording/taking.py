"""Plays a real conversation on its flows, then the same with everything personal masked, and writes down each step.

What the bot is expected to say is what these flows say to the masked words, so the test passes on them. Where the
masked conversation goes another way than the real one, the recording ends and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from zapbot.flow import replay
from zapbot.flow.effects import Say, Transfer
from zapbot.flow.past import Began, Past, Sent
from zapbot.flow.recording import acts, ending
from zapbot.flow.recording.acts import CannotTellError, Step
from zapbot.flow.recording.canned import Canned
from zapbot.flow.recording.masking import Mask
from zapbot.flow.replay import Exchange, World
from zapbot.flow.scene import Person
from zapbot.flow.sim import Moment, Sim
from zapbot.flow.testing import acting, contents
from zapbot.flow.testing.acting import Stage
from zapbot.flow.testing.failing import Mismatch
from zapbot.flow.testing.steps import KINDS
from zapbot.model import Content

A_PHONE = "5511900000000"


@dataclass(slots=True)
class Recording:
    """A test: the flow it is about, its setup and steps, why it ends early, what the flows said to the real words."""

    flow: str
    setup: dict[str, Any]
    steps: list[Step] = field(default_factory=list)
    ends: str = ""
    said: list[Content] = field(default_factory=list)


def take(past: Past, world: World) -> Recording:
    """A conversation as a test for the stored flows of a world, as far as a test can tell it."""
    return _Taker(past, world).take()


class _Taker:
    """Two plays of one conversation: the real one is over, the masked one is made step by step."""

    def __init__(self, past: Past, world: World) -> None:
        self._real = replay.play(past, World(world.stored, world.stored, world.zone, world.hours))
        self._mask = Mask(past.person.name)
        self._canned = Canned(past.answers, self._mask)
        self._before = past.began
        self._handed: Transfer | None = None
        sim = self._sim(past, world)
        flow = next((one.flow for one in past.happenings if isinstance(one, Began)), "")
        self._stage = Stage(sim, flow)
        self._recording = Recording(flow, _setup(sim))

    def take(self) -> Recording:
        """Exchange by exchange, until the end or until one cannot be told."""
        recording = self._recording
        try:
            for exchange in self._real:
                self._one(exchange)
        except CannotTellError as error:
            recording.ends = str(error)
        recording.setup |= self._canned.setup()
        if expected := ending.expected(self._stage.sim, self._handed):
            recording.steps.append({"expect": expected})
        return recording

    def _one(self, exchange: Exchange) -> None:
        if exchange.stopped:
            raise CannotTellError(exchange.stopped)
        pause = exchange.at.timestamp() - self._before
        done = [moment for step in acts.acts(self._stage, self._mask, exchange, pause) for moment in self._act(step)]
        self._before = exchange.at.timestamp()
        self._recording.said += _said(exchange.stored)
        if _way(done) != _way(exchange.stored):
            raise CannotTellError("masked, the conversation goes another way than it really did")

    def _act(self, step: Step) -> list[Moment]:
        """Do a step in the masked conversation; write it down with what came of it."""
        verb = next(iter(step))
        if verb == "silence":
            self._recording.steps.append(step)
            return []
        try:
            _, moments = acting.act(self._stage, (), KINDS[verb].model_validate(step))
        except Mismatch as mismatch:
            raise CannotTellError(str(mismatch)) from mismatch
        if self._canned.problem:
            raise CannotTellError(self._canned.problem)
        self._recording.steps.append(step)
        heard = _said(moments)
        self._recording.steps += [contents.step(content) for content in heard]
        for content in heard:
            self._stage.show(content)
        self._learn(moments)
        if verb in ("user", "tap", "media") and not heard and not self._handed:
            self._recording.steps.append({"silence": True})
        return moments

    def _learn(self, moments: Iterable[Moment]) -> None:
        """Which flow this is about, and whether it handed over."""
        for moment in moments:
            self._recording.flow = self._recording.flow or moment.flow
            for effect in moment.effects:
                if isinstance(effect, Transfer):
                    self._handed = effect
                    if not effect.to:
                        raise CannotTellError(f"the flow broke: {effect.reason}")

    def _sim(self, past: Past, world: World) -> Sim:
        began = datetime.fromtimestamp(past.began, world.zone).replace(second=0, microsecond=0, tzinfo=UTC)
        person = past.person
        fields = {name: self._mask.text(str(value)) for name, value in person.fields.items()}
        tags = tuple(map(self._mask.text, person.tags))
        masked = Person(self._mask.name, A_PHONE if person.phone else "", tags, fields)
        new = any(isinstance(happening, Sent) and happening.first for happening in past.happenings)
        return Sim(world.stored, began, masked, world.hours, self._canned.answer, new_contact=new)


def _setup(sim: Sim) -> dict[str, Any]:
    person = sim.person
    contact: dict[str, Any] = {"name": person.name} | ({"phone": person.phone} if person.phone else {})
    contact |= {"tags": list(person.tags)} if person.tags else {}
    contact |= {"fields": dict(person.fields)} if person.fields else {}
    contact |= {} if sim.new_contact else {"new": False}
    hours = {"hours": {team: hours.text for team, hours in sim.hours.items()}} if sim.hours else {}
    return {"now": f"{sim.now:%Y-%m-%d %H:%M}", "contact": contact, **hours}


def _said(moments: Iterable[Moment]) -> list[Content]:
    return [effect.content for moment in moments for effect in moment.effects if isinstance(effect, Say)]


def _way(moments: Iterable[Moment]) -> list[tuple[str | None, str, str]]:
    """The nodes passed and the exits taken."""
    return [(trace.node, trace.kind, trace.result) for moment in moments for trace in moment.trace]
