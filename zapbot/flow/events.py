"""What can happen to a flow."""

from typing import Any

import msgspec


class Input(msgspec.Struct, frozen=True):
    """What the customer sent: its text (or caption), its kind, and the option tapped, if any."""

    text: str = ""
    kind: str = "text"
    option: str | None = None
    id: str = ""


class Started(msgspec.Struct, frozen=True):
    """A trigger started the flow, at `node` or at its first node, with values for variables it declares."""

    rule: str
    input: Input | None = Input()
    node: str | None = None
    vars: dict[str, Any] = {}


class Answered(msgspec.Struct, frozen=True):
    """The customer wrote or tapped something."""

    input: Input


class Woke(msgspec.Struct, frozen=True):
    """The time the flow was waiting for has come."""


class Called(msgspec.Struct, frozen=True):
    """A call the flow waits for came back.

    An `http` value is {"status": 200, "json": ...}; an `ai` value {"say": text, "handoff": bool, "tokens": int};
    when `ok` is false it is {"reason": text}.
    """

    id: str
    ok: bool
    value: dict[str, Any] = {}


Event = Started | Answered | Woke | Called
