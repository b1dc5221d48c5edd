"""`delay`: go on after a while, `3s`, or at an hour, `{until: "next 09:00"}`."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, model_validator

from zapbot.flow.events import Answered, Called, Woke
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

    @model_validator(mode="after")
    def _one_of_both(self) -> "Delay":
        if (self.for_ is None) is (self.until is None):
            raise ValueError('a delay has one of for and until: write delay: 3s, or delay: {until: "next 09:00"}')
        return self

    def enter(self, turn: Turn) -> Move:
        if self.for_ is not None:
            return Pause(turn.scene.now.timestamp() + self.for_)
        assert self.until is not None
        return Pause(_next(self.until, turn.scene.now).timestamp())

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        if isinstance(event, Woke):
            turn.note("delay", "the time is over")
            return Through()
        turn.note("delay", "written during a delay", "keeps waiting")
        return Stay()


def _next(until: str, now: datetime) -> datetime:
    """The next time the clock on the wall shows that hour."""
    found = _HOUR.fullmatch(until)
    assert found is not None
    at = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)
