"""A person gives a conversation back to the bot: where its flow stood, elsewhere in it, or with the next message."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.desk import bot
from zapbot.desk.library import Library
from zapbot.desk.send import send
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Start
from zapbot.flow.events import Called
from zapbot.store import calls, conversations, executions, handling, journal, outbox
from zapbot.store.db import transaction
from zapbot.store.executions import Execution
from zapbot.store.handling import Holder

HOWS = ("next", "continue", "restart", "node", "flow")


def hand_back(
    db: Database,
    library: Library,
    id: int,
    how: str,
    by: str,
    now: float,
    *,
    flow: str | None = None,
    node: str | None = None,
    version: int | None = None,
    had: str | None = None,
) -> Holder:
    """Let the bot speak again; who has it afterwards, which is somebody else when `had` was out of date.

    `next` waits for the customer's next message, `continue` goes on where the flow was stopped, `restart` begins it
    anew, `node` goes on elsewhere in it with all it knows, `flow` begins another, at `node` if one is named.
    `version` is the flow version the node was chosen from. When that cannot be, nothing changes and ConflictError
    says why. Raises NotFoundError and UsageError.
    """
    if how not in HOWS:
        raise UsageError(f"{how!r} is no way to hand back; there are {', '.join(HOWS)}")
    if how == "node" and not node:
        raise UsageError("say at which node the flow is to go on")
    with transaction(db):
        before = handling.holder(db, id)
        if before.owner == "bot" or (had is not None and had != before.mark):
            return before
        if before.status == "resolved":
            raise ConflictError("this conversation is resolved: open it again first")
        give_back(db, before, how, by, now)
        if how == "continue":
            _go_on(db, library, before, now)
        if how in ("restart", "node", "flow"):
            chosen, vars = _chosen(db, library, before.contact_id, how, flow)
            _check(chosen, node, version)
            _begin(db, library, before, Start(chosen, f"handed back by {by}", node, vars=dict(vars)), now)
        return handling.holder(db, id)


def give_back(db: Database, before: Holder, how: str, by: str, now: float) -> None:
    """The bot has it again, and it is written down. Runs in the caller's transaction."""
    if before.status in ("snoozed", "pending"):
        handling.open_again(db, before.id, now)
    conversations.give_to_bot(db, before.id, now)
    journal.append(db, "conversation.handed_back", now, before.contact_id, before.id, how=how, by=by)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A flow a contact was taken out of, and when."""

    execution: Execution
    at: float


def stopped(db: Database, library: Library, contact_id: int) -> Stopped | None:
    """The flow a contact was taken out of, if it can go on: its version must still be understood."""
    last = executions.last(db, contact_id)
    if last is None or last[1] != "stopped" or not last[0].state.active:
        return None
    return Stopped(last[0], last[2]) if library.version(db, last[0].flow_version_id) else None


def resume(db: Database, library: Library, before: Holder, now: float) -> bool:
    """Let the flow stand where it stood, with the time it had left; False when it cannot go on."""
    found = stopped(db, library, before.contact_id)
    if found is None:
        return False
    execution, state = found.execution, found.execution.state
    if state.wake_at is not None:
        state = msgspec.structs.replace(state, wake_at=now + max(0.0, state.wake_at - found.at))
    executions.resume(db, execution.id, state, now)
    _say_the_rest(db, before, found, now)
    answered = calls.answer(db, execution.id, state.call) if state.call else None
    if state.call and answered is not None:
        going = Execution(execution.id, execution.contact_id, before.id, execution.flow_version_id, state)
        bot.go_on(db, library, going, Called(state.call, *answered), now)
    return True


def left(db: Database, library: Library, contact_id: int) -> tuple[Flow, Execution] | None:
    """The flow a contact was in last, at the version it was on, if that is still understood."""
    last = executions.last(db, contact_id)
    flow = library.version(db, last[0].flow_version_id) if last else None
    return (flow, last[0]) if flow and last else None


def _go_on(db: Database, library: Library, before: Holder, now: float) -> None:
    if not resume(db, library, before, now):
        raise ConflictError("the flow cannot go on where it stood: begin it anew, or let the bot wait for a message")


def _say_the_rest(db: Database, before: Holder, found: Stopped, now: float) -> None:
    """Say what was taken back when a person took over: the question the flow waits for may be among it."""
    conversation = conversations.get(db, before.id)
    for content, node in outbox.taken_back(db, found.execution.id, found.at):
        send(db, conversation, content, "flow", now, execution_id=found.execution.id, node=node)


def _chosen(
    db: Database, library: Library, contact_id: int, how: str, id: str | None
) -> tuple[Flow, Mapping[str, Any]]:
    """The flow to begin and what it is to know: the one named, or the one the contact was in last."""
    if how == "node":
        found = left(db, library, contact_id)
        if found is None:
            raise NotFoundError("this contact was in no flow that can still be read: choose a flow")
        return found[0], found[1].state.vars
    last = executions.last(db, contact_id)
    wanted = id if how == "flow" else last[0].state.flow if last else None
    flow = next((one for one in library.active(db) if one.id == wanted), None)
    if flow is None:
        raise NotFoundError(f"there is no flow {wanted}" if wanted else "this contact was in no flow: choose one")
    return flow, {}


def _check(flow: Flow, node: str | None, version: int | None) -> None:
    if version is not None and version != flow.version:
        raise ConflictError(f"the flow {flow.id} has another version now: choose the node again")
    if node is not None and node not in flow.nodes:
        raise NotFoundError(f"the flow {flow.id} has no node {node}: choose one of {', '.join(flow.nodes)}")


def _begin(db: Database, library: Library, before: Holder, start: Start, now: float) -> None:
    reason = bot.begin(db, library, before.contact_id, replace(start, seed=secrets.token_hex(8)), now)
    if reason:
        raise ConflictError(reason)
