"""Plays a talk step by step against the flows and stops where it goes otherwise than written.

Strict: what the bot says and no step asks for is a failure, as is a flow that breaks, a call no canned answer
is there for, and a canned answer of the test's own that nothing asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zapbot.flow.definition import Flow
from zapbot.flow.effects import Say, Trace, Transfer
from zapbot.flow.scene import Person
from zapbot.flow.sim import Moment, Sim
from zapbot.flow.source import Path
from zapbot.flow.testing import acting, contents, hearing, mocks, silences, standing, transcript
from zapbot.flow.testing.acting import Stage
from zapbot.flow.testing.failing import Difference, Failure, Fix, Mismatch
from zapbot.flow.testing.mocks import Key, Mocks
from zapbot.flow.testing.reading import Script, Talk
from zapbot.flow.testing.setup import Setup
from zapbot.flow.testing.steps import Bot, Expect, Override, Silence, Step, Template
from zapbot.flow.testing.transcript import Line
from zapbot.model import Content


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a talk: why it failed, if it did, what was said, where the flows came by."""

    talk: Talk
    failure: Failure | None
    lines: tuple[Line, ...]
    passed: tuple[tuple[str, Trace], ...]
    visited: frozenset[tuple[str, str]]
    used: frozenset[Key]


def play(flows: Sequence[Flow], script: Script, talk: Talk) -> Played:
    """Play one talk."""
    player = Player(flows, script.flow, script.setup.overridden(talk.own))
    failure = None
    try:
        for path, step in talk.steps:
            player.do(path, step)
        player.finish(talk)
    except Mismatch as mismatch:
        failure = mismatch.failure
    passed, visited = tuple(player.passed), frozenset(player.visited)
    return Played(talk, failure, tuple(player.lines), passed, visited, frozenset(player.mocks.used))


class Player:
    """A talk while it is played."""

    def __init__(self, flows: Sequence[Flow], flow: str, setup: Setup) -> None:
        contact = setup.contact
        person = Person(contact.name, contact.phone, tuple(contact.tags), dict(contact.fields))
        self.mocks = Mocks(setup)
        self.sim = Sim(flows, setup.now, person, setup.hours, self.mocks.answer, new_contact=contact.new)
        self.lines: list[Line] = []
        self.passed: list[tuple[str, Trace]] = []
        self.visited: set[tuple[str, str]] = set()
        self._stage = Stage(self.sim, flow)
        self._unheard: list[Content] = []
        self._handed: Transfer | None = None
        self._moments: list[Moment] = []
        self._below: Path = ()

    def do(self, path: Path, step: Step) -> None:
        """One step; Mismatch when it does not hold."""
        match step:
            case Bot() | Template():
                self._hear(path, step)
                self._below = path
            case Expect():
                self._expect(path, step)
            case Silence():
                self._nothing_unheard(path)
            case Override():
                pass
            case _:
                self._nothing_unheard(path)
                self._below = path
                self._take(path, *acting.act(self._stage, path, step))

    def finish(self, talk: Talk) -> None:
        """The talk is over: nothing may be left unsaid, or said and unasked for."""
        self._nothing_unheard(talk.steps[-1][0] if talk.steps else talk.path, over=True)
        for part, key in sorted(mocks.keys(talk.own) - self.mocks.used):
            raise Mismatch(unused((*talk.path, 0, "setup", part, key), key))

    def _take(self, path: Path, asked: Line, moments: list[Moment]) -> None:
        """Take in what came of a step."""
        self._moments = moments
        self.lines += transcript.lines(self.sim.flows, asked, moments)
        for moment in moments:
            self._note(moment)
        if self.mocks.missing:
            raise Mismatch(silences.unanswered(path, self.mocks.missing))
        fault = next((t for moment in moments for t in moment.trace if t.kind == "fault"), None)
        if fault:
            advice = "zapbot flows check may know more"
            raise Mismatch(Failure(path, f"the flow broke: {fault.rule}", advice=advice))

    def _note(self, moment: Moment) -> None:
        for effect in moment.effects:
            if isinstance(effect, Say):
                self._unheard.append(effect.content)
                self._stage.show(effect.content)
            elif isinstance(effect, Transfer):
                self._handed = effect
        self.passed += [(moment.flow, trace) for trace in moment.trace]
        self.visited |= {(moment.flow, trace.node) for trace in moment.trace if trace.node}
        if self.sim.state and self.sim.state.node:
            self.visited.add((self.sim.state.flow, self.sim.state.node))

    def _hear(self, path: Path, step: Bot | Template) -> None:
        wanted = step.bot.count if isinstance(step, Bot) and step.bot.count else 1
        if len(self._unheard) < wanted:
            raise Mismatch(self._too_quiet(path, step))
        heard, self._unheard = self._unheard[:wanted], self._unheard[wanted:]
        hearing.compare(step, path, heard[-1])

    def _too_quiet(self, path: Path, step: Bot | Template) -> Failure:
        count = len(self._unheard)
        got = f"{count} message{'s' * (count > 1)}" if count else "nothing"
        fix = Fix("set", (*path, "bot", "count"), str(count)) if count else None
        message = "the bot said less" if count else "the bot was silent"
        advice = silences.why(self.sim, self._moments) if not count else hearing.UPDATE
        return Failure(path, message, (Difference("bot", hearing.wanted(step), got),), advice, fix)

    def _expect(self, path: Path, step: Expect) -> None:
        found = tuple(standing.differences(step.expect, self.sim, self._handed))
        if found:
            raise Mismatch(Failure((*path, "expect"), "things stand otherwise", found))

    def _nothing_unheard(self, path: Path, over: bool = False) -> None:
        """All that was said was asked for; what was not belongs below the step it came of."""
        if not self._unheard:
            return
        said = tuple(Difference("bot", standing.NONE, contents.line(content)) for content in self._unheard)
        steps = [contents.step(content) for content in self._unheard]
        fix = Fix("insert", (*self._below[:-1], int(self._below[-1]) + 1), steps)
        where, message = ("below", "the bot goes on") if over else ("above", "before this step the bot said more")
        advice = f"add a bot: step {where}, or let --update add it"
        raise Mismatch(Failure(path, message, said, advice, fix))


def unused(path: Path, key: str) -> Failure:
    """A canned answer nothing asked for."""
    return Failure(path, f"nothing asked for the canned answer {key!r}", advice="remove it, or correct its key")
