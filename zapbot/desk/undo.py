"""Take back the last change of a conversation's status: it was a slip."""

from sqlite_utils import Database

from zapbot.desk.hand_back import resume
from zapbot.desk.library import Library
from zapbot.desk.reopen import check_no_newer
from zapbot.errors import ConflictError
from zapbot.store import handling, journal
from zapbot.store.db import transaction
from zapbot.store.handling import Holder

LEFT = {"conversation.resolved": "resolved", "conversation.snoozed": "snoozed", "conversation.updated": "pending"}


def undo(db: Database, library: Library, id: int, by: str, now: float) -> Holder:
    """Put back what was there before it was resolved, snoozed or made pending; a flow that ended with it goes on.

    Raises NotFoundError, and ConflictError when something has happened since.
    """
    with transaction(db):
        now_is, last = handling.holder(db, id), handling.last_change(db, id)
        if last is None or LEFT[last[0]] != now_is.status or "before" not in last[1]:
            raise ConflictError("this conversation has changed since: there is nothing to take back")
        check_no_newer(db, now_is)
        handling.restore(db, id, last[1]["before"], now)
        if now_is.owner == "bot" and now_is.status == "resolved":
            resume(db, library, now_is, now)
        journal.append(db, "conversation.reopened", now, now_is.contact_id, id, by=by)
        return handling.holder(db, id)
