"""Conversation tests beside flow files: found, played with the flows of their folder, updated."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zapbot.desk import flow_files
from zapbot.errors import UsageError
from zapbot.flow.definition import Flow
from zapbot.flow.problems import Problem
from zapbot.flow.reader import Loaded
from zapbot.flow.testing import coverage, mocks, names, playing, reading, updating
from zapbot.flow.testing.coverage import Coverage
from zapbot.flow.testing.failing import Failure
from zapbot.flow.testing.mutation import surviving
from zapbot.flow.testing.mutation.surviving import Mutation
from zapbot.flow.testing.playing import Played
from zapbot.flow.testing.reading import Script, Talk

ENDINGS = (".test.yaml", ".test.yml")
MAX_FIXES = 1000

Wanted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Suite:
    """A test file, and the flows of its folder."""

    script: Script
    loaded: Sequence[Loaded]

    @property
    def flows(self) -> list[Flow]:
        """The flows that can run."""
        return [one.flow for one in self.loaded if one.flow]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test; `played` is none where the setup itself is at fault."""

    suite: Suite
    name: str
    failure: Failure | None
    seconds: float
    played: Played | None = None

    @property
    def line(self) -> int:
        """The line of the step that failed, or of the test."""
        path = self.failure.path if self.failure else ("tests", self.name)
        return self.suite.script.source.place(path)[0]


def find(paths: Iterable[Path]) -> list[Suite]:
    """The test files at paths: a folder stands for those in it, a flow for its own. Raises UsageError."""
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    folders = {folder: flow_files.read([folder]) for folder in dict.fromkeys(file.parent for file in files)}
    return [Suite(reading.load(flow_files.text(file), str(file)), folders[file.parent]) for file in files]


def problems(suites: Sequence[Suite]) -> list[Problem]:
    """What is wrong with the flows and test files, so that nothing can be played."""
    folders = {id(suite.loaded): suite.loaded for suite in suites}
    found = [problem for loaded in folders.values() for problem in flow_files.problems(list(loaded))]
    for suite in suites:
        if len(suite.flows) == len(suite.loaded):
            names.check(suite.script, suite.flows)
        found += suite.script.problems
    return [problem for problem in found if problem.severity == "error"]


def run(suite: Suite, wanted: Wanted | None = None) -> Iterator[Result]:
    """Play the tests of a file, those wanted; canned answers nothing asked for are failures of their own."""
    unused = mocks.keys(suite.script.setup)
    for talk in suite.script.talks:
        if wanted is None or wanted(f"{suite.script.flow} {talk.name}"):
            result = _play(suite, talk)
            yield result
            unused -= result.played.used if result.played else set()
    for part, key in sorted(unused) if wanted is None else ():
        yield Result(suite, "setup", playing.unused(("setup", part, key), key), 0.0)


def cover(results: Sequence[Result]) -> list[Coverage]:
    """Coverage by exit of every flow that was tested."""
    return [
        coverage.measure(flow, loaded.source, [played for _, played in talks])
        for _, loaded, flow, talks in _tested(results)
    ]


def mutate(results: Sequence[Result]) -> list[Mutation]:
    """Mutants of every flow that was tested, played against its tests."""
    return [surviving.mutate(suite.flows, flow, one.source, talks) for suite, one, flow, talks in _tested(results)]


def update(suite: Suite, wanted: Wanted | None = None) -> int:
    """Write into a test file what the bot really says; how many steps were changed."""
    script, changed = suite.script, 0
    for index, talk in enumerate(script.talks):
        while (wanted is None or wanted(f"{script.flow} {talk.name}")) and changed < MAX_FIXES:
            failure = playing.play(suite.flows, script, script.talks[index]).failure
            text = updating.apply(script.source.text, failure.fix) if failure and failure.fix else None
            if text is None:
                break
            script, changed = reading.load(text, script.source.file), changed + 1
    if changed:
        Path(script.source.file).write_bytes(script.source.text.encode())
    return changed


def _play(suite: Suite, talk: Talk) -> Result:
    begun = time.perf_counter()
    played = playing.play(suite.flows, suite.script, talk)
    return Result(suite, talk.name, played.failure, time.perf_counter() - begun, played)


def _tested(results: Sequence[Result]) -> Iterator[tuple[Suite, Loaded, Flow, list[tuple[Script, Played]]]]:
    """Each flow under test with all that was played for it."""
    suites = {id(result.suite): result.suite for result in results}.values()
    for suite, one in {(s.script.flow, id(s.loaded)): (s, _own(s)) for s in suites}.values():
        of_flow = [r for r in results if r.suite.script.flow == suite.script.flow and r.suite.loaded is suite.loaded]
        if one and one.flow:
            yield suite, one, one.flow, [(r.suite.script, r.played) for r in of_flow if r.played]


def _own(suite: Suite) -> Loaded | None:
    return next((one for one in suite.loaded if one.flow and one.flow.id == suite.script.flow), None)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.name.endswith(ENDINGS))
    if not path.exists():
        raise UsageError(f"there is no file or folder {path}")
    if path.name.endswith(ENDINGS):
        return [path]
    return [own for ending in ENDINGS if (own := path.with_name(path.stem + ending)).exists()]
