"""What stands above the messages: who has the conversation, where the bot is in it, and what can be done."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from zapbot.store import conversations, executions, flows, handling, team_members, users, windows
from zapbot.store.executions import Execution
from zapbot.store.handling import Holder
from zapbot.web.inbox import moments

MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Running:
    """The flow a conversation is in, or was taken out of: its name, the node, what it knows."""

    flow: str
    name: str
    node: str
    knows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """Who has it and what may be chosen; `running` is now, `stopped` could go on.

    `closes` is when the 24-hour window closes or closed; `newer` is the conversation the customer began since.
    """

    holder: Holder
    me: int
    people: list[tuple[int, str]]
    teams: list[str]
    flows: list[tuple[str, str]]
    running: Running | None
    stopped: Running | None
    last_flow: str | None
    closes: float | None
    newer: int | None

    @property
    def mine(self) -> bool:
        """Whether the one who looks has it."""
        return self.holder.owner == "person" and self.holder.agent_id == self.me

    @property
    def free(self) -> bool:
        """Whether it can be taken: the bot has it, or nobody."""
        return self.holder.agent_id is None


def of(db: Database, user_id: int, id: int) -> Strip:
    """The strip of a conversation as somebody sees it. Raises NotFoundError."""
    holder, names = handling.holder(db, id), flows.names(db)
    last = executions.last(db, holder.contact_id)
    known = _running(names, last[0]) if last else None
    status = last[1] if last and last[0].state.active else ""
    return Strip(
        holder,
        user_id,
        [(one.id, one.name) for one in users.listed(db) if one.disabled_at is None and one.id != user_id],
        team_members.known(db),
        sorted(names.items(), key=lambda flow: flow[1].casefold()),
        known if status == "active" else None,
        known if status == "stopped" else None,
        known.name if known and known.flow in names else None,
        _closes(db, id),
        handling.newer(db, id) if holder.status == "resolved" else None,
    )


def _closes(db: Database, id: int) -> float | None:
    conversation = conversations.get(db, id)
    wrote_at = windows.last_inbound(db, conversation.contact_id, conversation.number)
    return moments.closes(wrote_at) if wrote_at else None


def _running(names: dict[str, str], execution: Execution) -> Running:
    state = execution.state
    knows = [(name, _written(value)) for name, value in state.vars.items() if value not in (None, "")]
    return Running(state.flow, names.get(state.flow, state.flow), state.node or "", knows)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)[:MOST_CHARACTERS]
