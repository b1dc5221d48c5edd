"""What a talk was to show and did not."""

from dataclasses import dataclass
from typing import Any, Literal

from zapbot.flow.source import Path


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: what it is, what the file says, what came."""

    what: str
    expected: str
    got: str
    exact: bool = False
    """Whether the two are texts that were to be equal, so that showing where they part helps."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A change to the file with which the step would hold: another value, or steps before `path`."""

    kind: Literal["set", "insert"]
    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a talk failed, at which place of the file, and what to do about it."""

    path: Path
    message: str
    differences: tuple[Difference, ...] = ()
    advice: str = ""
    fix: Fix | None = None


class Mismatch(Exception):
    """The talk does not go as written; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
