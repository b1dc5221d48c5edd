"""What every kind of node has in common: a body read from YAML, its exits, and what it does in a turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from zapbot.flow import durations, expression, patterns, template
from zapbot.flow.events import Answered, Called, Woke
from zapbot.flow.source import Path
from zapbot.flow.state import Status
from zapbot.flow.turn import FlowFault, Turn

Finding = tuple[Path, str, str]


@dataclass(frozen=True, slots=True)
class Go:
    """Leave by an exit to another node."""

    exit: str
    to: str


@dataclass(frozen=True, slots=True)
class Through:
    """Fall through to `next`, or to the node that follows in the file."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stay here until the customer writes or, if set, the time (seconds since 1970) has come."""

    wake_at: float | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Go on pausing as before."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The flow is over."""

    status: Status


@dataclass(frozen=True, slots=True)
class Jump:
    """This flow is over; go on with another."""

    flow: str


Move = Go | Through | Pause | Stay | Stop | Jump


class Body(BaseModel):
    """What stands under a node's key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shorthand: ClassVar[str | None] = None
    """The key a plain value stands for, as in `message: Oi` for `message: {text: Oi}`."""

    falls_through: ClassVar[bool] = True
    """Whether leaving it may be unsaid; nodes that branch must name every exit."""

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        """Each exit: its place under the node, its name, the node it leads to."""
        return iter(())

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Each text that may hold `{{ }}`, with its place."""
        return iter(())

    def conditions(self) -> Iterator[tuple[Path, str]]:
        """Each expression, with its place."""
        return iter(())

    def writes(self) -> Iterator[tuple[Path, str]]:
        """Each variable it sets, with its place."""
        return iter(())

    def files(self) -> Iterator[tuple[Path, str]]:
        """Each file beside the flow that it needs, with its place; a name with * stands for several."""
        return iter(())

    def findings(self) -> Iterator[Finding]:
        """What is wrong with it beyond its shape: place, message, advice."""
        return iter(())

    def enter(self, turn: Turn) -> Move:
        """What happens when the flow arrives here."""
        raise NotImplementedError(type(self).__name__)

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        """What happens when the event it paused for comes. Only pausing kinds have it."""
        raise FlowFault(f"{turn.node}: the flow cannot wait here for {type(event).__name__}")


@dataclass(frozen=True, slots=True)
class Node:
    """A named node of a flow."""

    id: str
    kind: str
    body: Body | None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    assignments: tuple[tuple[str, str], ...] = ()
    next: str | None = None
    following: str | None = None

    @property
    def falls_through(self) -> bool:
        """Whether the flow goes on to `next` or the node below when this one is done."""
        return self.body is None or self.body.falls_through


def _yes_or_no(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise ValueError(f"{value!r} is neither true nor false")


def _duration(value: Any) -> Any:
    return durations.seconds(value) if isinstance(value, str) else value


def _regex(value: str) -> str:
    patterns.compile(value)
    return value


def _condition(value: str) -> str:
    expression.parse(value)
    return value


def _template(value: str) -> str:
    template.parse(value)
    return value


def _required_text(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("the text is empty")
    return value


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Duration = Annotated[int, BeforeValidator(_duration)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Regex = Annotated[str, AfterValidator(_regex)]
Condition = Annotated[str, AfterValidator(_condition)]
Rendered = Annotated[str, BeforeValidator(_required_text), AfterValidator(_template)]
Words = Annotated[list[str], BeforeValidator(_one_or_many)]
