"""`transfer`: hand the conversation to people."""

from collections.abc import Iterator
from typing import ClassVar

from zapbot.flow.effects import Transfer as Handover
from zapbot.flow.node import Body, Go, Move, Rendered, Stop, YesOrNo
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn


class Transfer(Body):
    """Ends the bot's turn; `closed` is taken instead when the team is out of hours, unless it may queue."""

    shorthand: ClassVar[str | None] = "to"
    falls_through: ClassVar[bool] = False

    to: Rendered
    note: Rendered | None = None
    queue: YesOrNo = False
    closed: str | None = None

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        if self.closed:
            yield ("closed",), "closed", self.closed

    def texts(self) -> Iterator[tuple[Path, str]]:
        yield ("to",), self.to
        if self.note:
            yield ("note",), self.note

    def enter(self, turn: Turn) -> Move:
        team = turn.render(self.to)
        closed = team in turn.scene.closed_teams
        if closed and self.closed and not self.queue:
            turn.note("transfer", f"{team} is closed", f"closed → {self.closed}")
            return Go("closed", self.closed)
        turn.effects.append(Handover(team, turn.render(self.note) if self.note else "", queued=closed))
        turn.note("transfer", "", f"to {team}")
        return Stop("transferred")
