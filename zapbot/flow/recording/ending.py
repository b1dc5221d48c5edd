"""How things stand at the end of a conversation, as the last step of a test."""

from typing import Any

from zapbot.flow import template
from zapbot.flow.effects import Transfer
from zapbot.flow.sim import Sim


def expected(sim: Sim, handed: Transfer | None) -> dict[str, Any]:
    """Where the conversation ended up, its tags and its variables."""
    found: dict[str, Any] = _place(sim, handed)
    if sim.person.tags:
        found["tags"] = list(sim.person.tags)
    values = sim.state.vars if sim.state else {}
    kept = {name: template.show(value) for name, value in values.items() if value not in (None, "")}
    return found | ({"vars": kept} if kept else {})


def _place(sim: Sim, handed: Transfer | None) -> dict[str, Any]:
    if handed and handed.to:
        note = {"note": handed.note} if handed.note.strip() else {}
        return {"transfer": handed.to, **note, **({"queued": True} if handed.queued else {})}
    if sim.state is None:
        return {}
    return {"at": sim.state.node} if sim.state.active else {"ended": sim.state.status == "ended"}
