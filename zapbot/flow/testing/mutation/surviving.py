"""Plays talks against mutants and keeps those that no talk fails on."""

from collections.abc import Sequence
from dataclasses import dataclass

from zapbot.flow.definition import Flow
from zapbot.flow.source import Source
from zapbot.flow.testing import playing
from zapbot.flow.testing.mutation.mutants import Mutant, mutants
from zapbot.flow.testing.playing import Played
from zapbot.flow.testing.reading import Script


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change no talk noticed, and how many talks came by."""

    line: int
    column: int
    what: str
    talks: int


@dataclass(frozen=True, slots=True)
class Mutation:
    """How a flow's mutants fared."""

    flow: str
    file: str
    total: int
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> int:
        """How many mutants a talk failed on."""
        return self.total - len(self.survivors)


def mutate(flows: Sequence[Flow], flow: Flow, source: Source, played: Sequence[tuple[Script, Played]]) -> Mutation:
    """Change a flow in every single place; `played` are its talks, all of which pass."""
    total, survivors = 0, []
    for mutant in mutants(flow):
        total += 1
        near = [(script, one) for script, one in played if _comes_by(mutant, one)]
        world = [mutant.flow if other.id == flow.id else other for other in flows]
        if not any(_notices(world, script, one) for script, one in near):
            survivors.append(Survivor(*source.place(mutant.path), mutant.what, len(near)))
    return Mutation(flow.id, source.file, total, tuple(sorted(survivors, key=lambda one: one.line)))


def _comes_by(mutant: Mutant, one: Played) -> bool:
    """Only a talk that saw the changed node can go otherwise: nothing is left to chance."""
    return mutant.node is None or (mutant.flow.id, mutant.node) in one.visited


def _notices(world: Sequence[Flow], script: Script, one: Played) -> bool:
    again = playing.play(world, script, one.talk)
    return again.failure is not None or again.used != one.used
