"""Whether things stand as an `expect` step says."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from zapbot.flow import template, variables
from zapbot.flow.effects import Transfer
from zapbot.flow.sim import Sim
from zapbot.flow.testing.failing import Difference
from zapbot.flow.testing.steps import Expected

NONE = "(none)"


def differences(expected: Expected, sim: Sim, handed: Transfer | None) -> Iterator[Difference]:
    """Everything that is otherwise."""
    yield from _handing(expected, handed)
    if expected.tags is not None and set(expected.tags) != set(sim.person.tags):
        yield Difference("tags", _row(expected.tags), _row(sim.person.tags))
    state = sim.state
    for what, wanted, got in (
        ("at", expected.at, state.node if state else None),
        ("flow", expected.flow, state.flow if state else None),
        ("ended", expected.ended, bool(state and state.status == "ended")),
    ):
        if wanted is not None and wanted != got:
            yield Difference(what, _show(wanted), _show(got))
    yield from _vars(expected, sim)
    fields = {"name": sim.person.name, **sim.person.fields}
    for name, text in expected.fields.items():
        if not _same(text, fields.get(name), "text"):
            yield Difference(f"fields.{name}", _show(text), _show(fields.get(name)))


def _handing(expected: Expected, handed: Transfer | None) -> Iterator[Difference]:
    if expected.transfer is False and handed:
        yield Difference("transfer", NONE, _show(handed.to))
    elif expected.transfer and (handed is None or handed.to != expected.transfer):
        yield Difference("transfer", expected.transfer, _show(handed.to if handed else None))
    if expected.note is not None and expected.note.strip() != (handed.note.strip() if handed else ""):
        yield Difference("note", expected.note, _show(handed.note if handed else None), True)
    if expected.queued is not None and expected.queued != bool(handed and handed.queued):
        yield Difference("queued", _show(expected.queued), _show(bool(handed and handed.queued)))


def _vars(expected: Expected, sim: Sim) -> Iterator[Difference]:
    values: Mapping[str, Any] = sim.state.vars if sim.state else {}
    flow = next((flow for flow in sim.flows if sim.state and flow.id == sim.state.flow), None)
    for name, text in expected.vars.items():
        kind = flow.vars[name].type if flow and name in flow.vars else "text"
        if not _same(text, values.get(name), kind):
            yield Difference(f"vars.{name}", _show(text), _show(values.get(name)))


def _same(text: str | None, value: Any, kind: str) -> bool:
    """Whether a value is what the file writes, read as the variable's type."""
    if text is None or value is None:
        return text is None and value is None
    with suppress(ValueError):
        if variables.coerce(kind, text) == value:
            return True
    return text == template.show(value) or text == str(value).lower()


def _row(values: Any) -> str:
    return ", ".join(sorted(values)) or NONE


def _show(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return NONE if value is None else template.show(value)
