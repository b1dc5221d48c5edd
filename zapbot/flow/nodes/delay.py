"""`delay`: go on after a while, `3s`, at an hour, `{until: "next 09:00"}`, or in a team's hours, `{hours: vendas}`."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, model_validator

from zapbot.flow.events import Answered, Called, Woke
from zapbot.flow.hours import FURTHEST_DAYS, Hours
from zapbot.flow.node import Body, Duration, Move, Pause, Stay, Through
from zapbot.flow.turn import Turn

_HOUR = re.compile(r"next ([01]?\d|2[0-3]):([0-5]\d)")


def _until(value: Any) -> Any:
    if not _HOUR.fullmatch(value):
        raise ValueError(f'{value!r} is not an hour: write until: "next 09:00"')
    return value


class Delay(Body):
    """Pause for time only: what the customer writes meanwhile is kept, not answered."""

    shorthand: ClassVar[str | None] = "for"

    for_: Duration | None = Field(None, alias="for")
    until: Annotated[str, AfterValidator(_until)] | None = None
    hours: str | None = Field(None, min_length=1, description="a team: go on only when somebody of it is there")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Delay":
        if (self.for_ is None) is (self.until is None and self.hours is None):
            raise ValueError('a delay has one of for and until: write delay: 3s, or delay: {until: "next 09:00"}')
        return self

    @property
    def may_pass_at_once(self) -> bool:
        """Whether no time may pass at all: `0s`, or hours it already is."""
        return self.for_ == 0 or (self.for_ is None and self.until is None)

    def enter(self, turn: Turn) -> Move:
        if self.for_ is not None:
            return Pause(turn.scene.now.timestamp() + self.for_)
        team = turn.scene.hours.get(self.hours) if self.hours else None
        if self.until is not None:
            return Pause(_when_there(_next(self.until, turn.scene.now), team).timestamp())
        opens = None if team is None or team.open_at(turn.scene.now) else team.next_open(turn.scene.now)
        return Pause(opens.timestamp()) if opens else Through()

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        if isinstance(event, Woke):
            turn.note("delay", "the time is over")
            return Through()
        turn.note("delay", "written during a delay", "keeps waiting")
        return Stay()


def _when_there(at: datetime, team: Hours | None) -> datetime:
    """The first day from a time on at which the team is there at that hour; that time if it never is."""
    days = (at + timedelta(days=ahead) for ahead in range(FURTHEST_DAYS))
    return at if team is None else next((day for day in days if team.open_at(day)), at)


def _next(until: str, now: datetime) -> datetime:
    """The next time the clock on the wall shows that hour."""
    found = _HOUR.fullmatch(until)
    assert found is not None
    at = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)
