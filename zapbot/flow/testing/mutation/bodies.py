"""What may be changed inside a node: its kind says what."""

from collections.abc import Callable, Iterator
from typing import Any

from zapbot.flow import durations
from zapbot.flow.node import Body
from zapbot.flow.nodes.ai_reply import AiReply
from zapbot.flow.nodes.condition import Condition
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.end import End
from zapbot.flow.nodes.http import Http
from zapbot.flow.nodes.transfer import Transfer
from zapbot.flow.nodes.wait import Wait
from zapbot.flow.source import Path
from zapbot.flow.testing.mutation.conditions import variants
from zapbot.flow.testing.mutation.planting import REMOVE

Change = tuple[Path, Any, str]
"""A place in the body, what is planted there, and that in words."""


def changes(body: Body) -> Iterator[Change]:
    """Every single change of a body, its exits apart."""
    for path, condition in body.conditions():
        if path[-1] == "if":
            yield from ((path, other, f"if {condition} → if {other}") for other in variants(condition))
    for kind, of_kind in _KINDS.items():
        if isinstance(body, kind):
            yield from of_kind(body)


def _wait(body: Wait) -> Iterator[Change]:
    if body.retry:
        yield ("retry",), None, "retry removed"
        yield ("tries",), body.tries + 1, f"tries: {body.tries} → {body.tries + 1}"
    if body.timeout:
        longer = body.timeout * 2
        yield ("timeout",), longer, f"timeout: {durations.spell(body.timeout)} → {durations.spell(longer)}"
    if body.accept not in (None, "text"):
        yield ("accept",), None, f"accept {body.accept} removed"
    if body.clean:
        yield ("clean",), [], "clean removed"
    if body.save:
        yield ("save",), None, f"save {body.save} removed"
    for option in body.options or {}:
        if len(body.options or {}) > 1:
            yield ("options", option), REMOVE, f"option {option} removed"


def _condition(body: Condition) -> Iterator[Change]:
    for i, case in enumerate(body.cases):
        if case.is_ or case.matches:
            yield ("cases", i), REMOVE, f"case {case.matches or ', '.join(case.is_ or [])} removed"


def _delay(body: Delay) -> Iterator[Change]:
    if body.for_:
        longer = body.for_ * 2
        yield ("for",), longer, f"delay: {durations.spell(body.for_)} → {durations.spell(longer)}"


def _transfer(body: Transfer) -> Iterator[Change]:
    yield ("to",), f"{body.to}-2", f"to: {body.to} → {body.to}-2"
    if body.note:
        yield ("note",), None, "note removed"
    if body.queue and body.closed:
        yield ("queue",), False, "queue removed"


def _end(body: End) -> Iterator[Change]:
    if body.text:
        yield ("text",), None, "text removed"


def _ai_reply(body: AiReply) -> Iterator[Change]:
    yield ("max_turns",), body.max_turns + 1, f"max_turns: {body.max_turns} → {body.max_turns + 1}"


def _http(body: Http) -> Iterator[Change]:
    for name in body.save:
        yield ("save", name), REMOVE, f"save {name} removed"


_KINDS: dict[type[Body], Callable[[Any], Iterator[Change]]] = {
    Wait: _wait,
    Condition: _condition,
    Delay: _delay,
    Transfer: _transfer,
    End: _end,
    AiReply: _ai_reply,
    Http: _http,
}
