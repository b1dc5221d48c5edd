"""A conversation goes on: it was resolved, pending or snoozed."""

from sqlite_utils import Database

from zapbot.errors import ConflictError
from zapbot.store import handling, journal
from zapbot.store.db import transaction
from zapbot.store.handling import Holder


def reopen(db: Database, id: int, by: str, now: float) -> Holder:
    """Open a conversation again, with whoever had it; one that is open stays so.

    Raises NotFoundError, and ConflictError when the customer has begun another meanwhile.
    """
    with transaction(db):
        before = handling.holder(db, id)
        if before.status == "open":
            return before
        check_no_newer(db, before)
        handling.open_again(db, id, now)
        kind = "conversation.reopened" if before.status == "resolved" else "conversation.updated"
        journal.append(db, kind, now, before.contact_id, id, by=by, status="open", before=before.standing)
        return handling.holder(db, id)


def check_no_newer(db: Database, before: Holder) -> None:
    """Make sure that a contact has one open conversation on a number. Raises ConflictError."""
    newer = handling.newer(db, before.id) if before.status == "resolved" else None
    if newer is not None:
        raise ConflictError(f"the customer has begun another conversation meanwhile: {newer}")
