"""Somebody who only disturbs: what they write is kept, but wakes nobody, and no bot answers."""

from sqlite_utils import Database

from zapbot.store import audit, blocks, contacts, conversations, executions, journal, outbox
from zapbot.store.db import transaction


def block(db: Database, contact_id: int, by: str, now: float) -> None:
    """Hear no more of a contact; nobody waits for an answer, and the bot says nothing more. Raises NotFoundError."""
    with transaction(db):
        contacts.get(db, contact_id)
        if not blocks.put(db, contact_id, now):
            return
        executions.stop(db, contact_id, now)
        outbox.cancel_waiting(db, contact_id, "flow", now)
        conversations.nobody_waits(db, contact_id)
        _tell(db, contact_id, "contact.blocked", by, now)


def unblock(db: Database, contact_id: int, by: str, now: float) -> None:
    """Hear a contact again from the next message on. Raises NotFoundError."""
    with transaction(db):
        contacts.get(db, contact_id)
        if blocks.lift(db, contact_id):
            _tell(db, contact_id, "contact.unblocked", by, now)


def _tell(db: Database, contact_id: int, what: str, by: str, now: float) -> None:
    journal.append(db, what, now, contact_id, conversations.latest(db, contact_id), by=by)
    audit.append(db, now, by, what, f"contact:{contact_id}")
