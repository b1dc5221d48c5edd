"""What can happen to a flow."""

import msgspec


class Input(msgspec.Struct, frozen=True):
    """What the customer sent: its text (or caption), its kind, and the option tapped, if any."""

    text: str = ""
    kind: str = "text"
    option: str | None = None
    id: str = ""


class Started(msgspec.Struct, frozen=True):
    """A trigger started the flow, at `node` or at its first node."""

    rule: str
    input: Input = Input()
    node: str | None = None


class Answered(msgspec.Struct, frozen=True):
    """The customer wrote or tapped something."""

    input: Input


class Woke(msgspec.Struct, frozen=True):
    """The time the flow was waiting for has come."""


Event = Started | Answered | Woke
