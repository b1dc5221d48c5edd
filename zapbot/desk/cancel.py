"""Take back a message that has not left."""

from sqlite_utils import Database

from zapbot.store import conversations, journal, outbox, submissions
from zapbot.store.db import transaction


def cancel(db: Database, id: int, now: float, by: str) -> bool:
    """Cancel a message that still waits; False when it is on its way or gone already. Raises NotFoundError."""
    with transaction(db):
        message = submissions.get(db, id)
        if not outbox.cancel(db, id, now):
            return False
        conversations.waits_again(db, message.conversation_id)
        journal.append(db, "message.canceled", now, message.contact_id, message.conversation_id, id, by=by)
        return True
