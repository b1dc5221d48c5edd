"""`end`: the flow is over; optionally with a last text."""

from collections.abc import Iterator
from typing import ClassVar

from zapbot.flow.node import Body, Move, Rendered, Stop
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn
from zapbot.model import Text


class End(Body):
    """Say goodbye, if there is a text, and stop."""

    shorthand: ClassVar[str | None] = "text"
    falls_through: ClassVar[bool] = False

    text: Rendered | None = None

    def texts(self) -> Iterator[tuple[Path, str]]:
        if self.text:
            yield ("text",), self.text

    def enter(self, turn: Turn) -> Move:
        if self.text:
            turn.say(Text(turn.render(self.text)))
        turn.note("end")
        return Stop("ended")
