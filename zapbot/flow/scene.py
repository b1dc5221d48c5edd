"""What a flow may know of the world: the time, the contact, which teams are closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from zapbot.flow.hours import Hours


@dataclass(frozen=True, slots=True)
class Person:
    """The contact, as flows see it."""

    name: str = ""
    phone: str = ""
    tags: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        return self.name.split()[0] if self.name.split() else ""


@dataclass(frozen=True, slots=True)
class Scene:
    """The world at one moment; `now` carries the business's time zone."""

    now: datetime = datetime.fromtimestamp(0, UTC)
    person: Person = Person()
    closed_teams: frozenset[str] = frozenset()
    window_open: bool = True
    hours: Mapping[str, Hours] = field(default_factory=dict)
