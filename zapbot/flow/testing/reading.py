"""From a test file's text to a script, reporting every mistake on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from zapbot.flow import explain, source
from zapbot.flow.problems import Problem
from zapbot.flow.source import Path, Source
from zapbot.flow.testing.setup import Part, Setup
from zapbot.flow.testing.steps import KINDS, Override, Step
from zapbot.flow.validation import validate


@dataclass(frozen=True, slots=True)
class Talk:
    """One test: its name and its steps, each with its path in the file; `own` is the setup of this test alone."""

    name: str
    path: Path
    steps: tuple[tuple[Path, Step], ...]
    own: Setup = Setup()


@dataclass(frozen=True, slots=True)
class Script:
    """A test file, understood as far as it can be."""

    source: Source
    flow: str
    setup: Setup
    talks: tuple[Talk, ...]

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong with the file, from top to bottom."""
        return sorted(set(self.source.problems))


class _Head(Part):
    """The top level of a test file; steps are read one by one."""

    flow: str
    setup: dict[str, Any] = {}
    tests: Annotated[dict[str, list[Any]], Field(min_length=1)]


def load(text: str, file: str) -> Script:
    """Read a test file's text. Nothing is raised: problems are in the result."""
    read = source.read(text, file)
    if not isinstance(read.data, dict):
        if not read.problems:
            read.report((), "this is not a test file", "start with flow: name, then setup and tests")
        return Script(read, "", Setup(), ())
    head = validate(read, _Head, read.data, ())
    setup = validate(read, Setup, head.setup, ("setup",)) if head else None
    tests = read.data.get("tests")
    named = tests.items() if isinstance(tests, dict) else ()
    talks = tuple(_talk(read, name, steps) for name, steps in named if isinstance(steps, list))
    return Script(read, head.flow if head else "", setup or Setup(), talks)


def _talk(read: Source, name: str, raw: list[Any]) -> Talk:
    path: Path = ("tests", name)
    if not raw:
        read.report(path, f"the test {name!r} has no step", "begin with - user: oi")
    steps = tuple(_steps(read, path, raw))
    first = steps[0][1] if steps else None
    return Talk(name, path, steps, first.setup if isinstance(first, Override) else Setup())


def _steps(read: Source, path: Path, raw: list[Any]) -> Iterator[tuple[Path, Step]]:
    for i, item in enumerate(raw):
        place = (*path, i)
        step = _step(read, place, item)
        if isinstance(step, Override) and i > 0:
            read.report(place, "setup must be the first step", "move it to the top of this test")
        if step is not None:
            yield place, step


def _step(read: Source, path: Path, raw: Any) -> Step | None:
    if not isinstance(raw, dict) or not raw:
        read.report(path, "this is not a step", f"write one of {', '.join(KINDS)}, as in - user: oi")
        return None
    verbs = [key for key in raw if key in KINDS]
    if len(verbs) > 1:
        read.report((*path, verbs[1]), f"{verbs[0]} and {verbs[1]} stand in one step", "make two steps of them")
        return None
    if not verbs:
        first = next(iter(raw))
        read.report((*path, first), f"{first!r} is not a step", explain.nearest(first, KINDS))
        return None
    return validate(read, KINDS[verbs[0]], raw, path)
