"""`flow`: go on with another flow; variables of the same name are taken along."""

from typing import Annotated, ClassVar

from pydantic import Field

from zapbot.flow import node
from zapbot.flow.node import Body, Move
from zapbot.flow.turn import Turn


class Jump(Body):
    """This flow is over, the other begins at its first node."""

    shorthand: ClassVar[str | None] = "to"
    falls_through: ClassVar[bool] = False

    to: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]

    def enter(self, turn: Turn) -> Move:
        turn.note("flow", "", f"to the flow {self.to}")
        return node.Jump(self.to)
