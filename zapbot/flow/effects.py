"""What a flow wants done. The engine only says it; the desk does it, a test looks at it."""

from typing import Any, Literal

import msgspec

from zapbot.flow.state import State, Value
from zapbot.model import Content


class Say(msgspec.Struct, frozen=True):
    """Send this to the customer."""

    content: Content
    node: str
    typing: float = 0.0
    """Seconds the customer sees that somebody writes before the message comes."""


class Tag(msgspec.Struct, frozen=True):
    """Put tags on the contact, take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class SetField(msgspec.Struct, frozen=True):
    """Keep a lasting field on the contact."""

    name: str
    value: Value


class Transfer(msgspec.Struct, frozen=True):
    """Hand the conversation to people; `reason` says what broke when the flow could not go on."""

    to: str | None = None
    note: str = ""
    queued: bool = False
    reason: str = ""


class Call(msgspec.Struct, frozen=True):
    """Ask the outside world; the answer comes back as a `Called` event with this id.

    An `http` request is {"method", "url", "headers", "json" or "form", "timeout"}, in which the names of secrets
    stand for their values; an `ai` request {"prompt", "knows", "history", "question", "timeout", "tokens"}.
    """

    id: str
    node: str
    kind: Literal["http", "ai"]
    request: dict[str, Any]


Effect = Say | Tag | SetField | Transfer | Call


class Trace(msgspec.Struct, frozen=True):
    """One decision, for people who ask why: the node, what came in, the rule that applied, where it led."""

    node: str | None
    kind: str
    input: str = ""
    rule: str = ""
    result: str = ""
    changes: dict[str, Value] = {}


class Step(msgspec.Struct, frozen=True):
    """What one event led to."""

    state: State
    effects: tuple[Effect, ...] = ()
    trace: tuple[Trace, ...] = ()
    jump: str | None = None
    """The flow to go on with; variables of the same name are taken along."""
