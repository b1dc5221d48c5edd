"""A conversation handed over, given to a team, resolved or reopened from outside of it."""

from sqlite_utils import Database

from zapbot.desk.reopen import reopen
from zapbot.desk.resolve import resolve
from zapbot.desk.silence import silence
from zapbot.desk.snooze import pend, snooze
from zapbot.errors import UsageError
from zapbot.store import conversations, journal
from zapbot.store.db import transaction


def change(
    db: Database,
    id: int,
    now: float,
    *,
    owner: str | None = None,
    status: str | None = None,
    team: str | None = None,
    by: str = "",
) -> None:
    """Make a conversation be like this; what is so already stays.

    Raises NotFoundError, UsageError and ConflictError.
    """
    with transaction(db):
        before = conversations.get(db, id)
        to = owner or before.owner
        if team is not None and to != "person":
            raise UsageError("only people are in a team: give the conversation to them with owner `person`")
        if owner == "bot" and before.owner != "bot":
            conversations.give_to_bot(db, id, now)
        if to == "person" and (before.owner != "person" or team not in (None, before.team)):
            silence(db, id, before.contact_id, team, now)
        if to != before.owner or team not in (None, before.team):
            journal.append(db, "conversation.assigned", now, before.contact_id, id, to=team or to, by=by)
        if status is not None:
            _stand(db, id, status, by, now)


def _stand(db: Database, id: int, status: str, by: str, now: float) -> None:
    match status:
        case "resolved":
            resolve(db, id, by, now)
        case "open":
            reopen(db, id, by, now)
        case "pending":
            pend(db, id, by, now)
        case "snoozed":
            snooze(db, id, None, by, now)
