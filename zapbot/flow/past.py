"""A conversation as it happened, so that it can be played again on other flows."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from zapbot.flow.effects import Call
from zapbot.flow.events import Called, Input
from zapbot.flow.scene import Person


@dataclass(frozen=True, slots=True)
class Sent:
    """The customer wrote or tapped; `first` is the very first message of a new contact.

    `with_people` says who had the conversation then, when that is known.
    """

    at: float
    input: Input
    first: bool = False
    with_people: bool | None = None


@dataclass(frozen=True, slots=True)
class Began:
    """A webhook or a schedule started a flow, with the values it brought."""

    at: float
    flow: str
    kind: str
    name: str
    vars: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A person of the business wrote, in the inbox or from the phone: the bot is silent from now on."""

    at: float
    phone: bool = False


Happening = Sent | Began | TakenOver


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was made, and what came back."""

    kind: str
    request: dict[str, Any]
    ok: bool
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """One conversation: whom with, what happened up to when, and what the outside world answered meanwhile."""

    id: int
    person: Person
    happenings: tuple[Happening, ...]
    until: float
    answers: tuple[Asked, ...] = ()
    with_people: bool = False

    @property
    def began(self) -> float:
        """When the first thing happened."""
        return self.happenings[0].at if self.happenings else self.until


class Outside:
    """The outside world as it was: answers each call as it was answered then, in the same order."""

    def __init__(self, answers: tuple[Asked, ...]) -> None:
        self.missing: Call | None = None
        self.used: list[tuple[Call, Asked]] = []
        self._left = [(_key(asked.kind, asked.request), asked) for asked in answers]

    def answer(self, call: Call) -> Called | None:
        """What came back when this was asked; None, and `missing`, when nobody knows."""
        key = _key(call.kind, call.request)
        for i, (known, asked) in enumerate(self._left):
            if known == key:
                del self._left[i]
                self.used.append((call, asked))
                return Called(call.id, asked.ok, asked.value)
        self.missing = call
        return None


def _key(kind: str, request: dict[str, Any]) -> tuple[str, bytes]:
    return kind, msgspec.json.encode(request, order="deterministic")
