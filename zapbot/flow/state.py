"""Where a contact stands in a flow. It is all the engine remembers between two events."""

from typing import Literal

import msgspec

Value = str | int | float | bool | None
Status = Literal["active", "ended", "transferred", "failed"]


class State(msgspec.Struct, frozen=True):
    """One execution of a flow: the node it waits at, its variables, and when to wake it."""

    flow: str
    version: int = 0
    node: str | None = None
    vars: dict[str, Value] = {}
    status: Status = "active"
    tries: int = 0
    offered: dict[str, str] = {}
    last: dict[str, str] = {}
    wake_at: float | None = None

    @property
    def active(self) -> bool:
        """Whether the flow still waits for something."""
        return self.status == "active"
