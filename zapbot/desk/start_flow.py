"""Start a flow for somebody because a program says so, whatever triggers it has."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from zapbot.desk import bot, recipient
from zapbot.desk.library import Library
from zapbot.errors import NotFoundError
from zapbot.flow.dispatch import Start
from zapbot.store import executions, journal
from zapbot.store.db import transaction


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the flow runs, or why it was not started."""

    contact_id: int
    execution_id: int | None
    reason: str


def start_flow(
    db: Database, library: Library, id: str, to: str, vars: dict[str, Any], who: str, now: float, template: str | None
) -> Begun:
    """Start a flow for a contact; `template` goes first when the 24-hour window is closed.

    Raises NotFoundError when no such flow is active, InvalidRecipientError when `to` is nobody.
    """
    with transaction(db):
        flow = next((flow for flow in library.active(db) if flow.id == id), None)
        if flow is None:
            raise NotFoundError(f"there is no flow {id}; `zapbot flows list` shows all")
        contact_id = recipient.contact(db, to, now)
        rule = f"started by {who}"
        begun = Start(flow, rule, template=template, vars=vars, seed=secrets.token_hex(8))
        reason = bot.begin(db, library, contact_id, begun, now)
        if reason:
            bot.explain(db, contact_id, None, rule, reason, now)
        journal.append(db, "flow.requested", now, contact_id, flow=id, by=who, started=not reason, reason=reason)
        execution = None if reason else executions.active(db, contact_id)
        return Begun(contact_id, execution.id if execution else None, reason)
