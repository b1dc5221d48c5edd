"""A conversation is done; the customer's next message begins another."""

from sqlite_utils import Database

from zapbot.store import executions, handling, journal, outbox
from zapbot.store.db import transaction
from zapbot.store.handling import Holder


def resolve(db: Database, id: int, by: str, now: float) -> Holder:
    """Close a conversation; one of the bot's ends with its flow. What is so already stays. Raises NotFoundError."""
    with transaction(db):
        before = handling.holder(db, id)
        if before.status == "resolved":
            return before
        if before.owner == "bot":
            executions.stop(db, before.contact_id, now)
            outbox.cancel_waiting(db, before.contact_id, "flow", now)
        handling.resolve(db, id, now)
        journal.append(db, "conversation.resolved", now, before.contact_id, id, by=by, before=before.standing)
        return handling.holder(db, id)
