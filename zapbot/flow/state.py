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
    seed: int = 0
    """Chooses among texts of equal meaning, the same way whenever the conversation is played again."""
    start_at: str | None = None
    """The node to begin at when the customer answers the template that was sent first."""
    call: str | None = None
    """The call whose answer the flow waits for."""
    calls: int = 0
    ai_turns: int = 0
    ai_tokens: int = 0

    @property
    def active(self) -> bool:
        """Whether the flow still waits for something."""
        return self.status == "active"
