"""Somebody who only disturbs: what they write is kept, but wakes nobody, and no bot answers.

The channel is asked to block them too; the worker tells it. Whatever the channel says, they are blocked here.
"""

from sqlite_utils import Database

from zapbot.store import audit, blocks, channel_blocks, contacts, conversations, executions, journal, outbox, windows
from zapbot.store.db import transaction

BLOCKED_CODE = 130403
"""What WhatsApp answers to a message to somebody the number has blocked. Cloud API fact sheet, section 3.2."""
BLOCKED = "the contact is blocked: unblock them on their page in the inbox to write to them"


def block(db: Database, contact_id: int, by: str, now: float) -> None:
    """Hear no more of a contact; nobody waits for an answer, and nothing more is said. Raises NotFoundError."""
    with transaction(db):
        contacts.get(db, contact_id)
        if not blocks.put(db, contact_id, now):
            return
        executions.stop(db, contact_id, now)
        outbox.cancel_waiting(db, contact_id, "flow", now)
        outbox.cancel_blocked(db, contact_id, now)
        conversations.nobody_waits(db, contact_id)
        for number in windows.numbers(db, contact_id):
            channel_blocks.want(db, contact_id, number, True, now)
        _tell(db, contact_id, "contact.blocked", by, now)


def unblock(db: Database, contact_id: int, by: str, now: float) -> None:
    """Hear a contact again from the next message on. Raises NotFoundError."""
    with transaction(db):
        contacts.get(db, contact_id)
        if blocks.lift(db, contact_id):
            channel_blocks.lift(db, contact_id, now)
            _tell(db, contact_id, "contact.unblocked", by, now)


def wrote(db: Database, contact_id: int, number: str, now: float) -> None:
    """Somebody blocked wrote all the same: their number has not blocked them, and now it can.

    WhatsApp blocks only who wrote in the last 24 hours. Runs in the caller's transaction.
    """
    if not channel_blocks.settled(db, contact_id, number):
        channel_blocks.want(db, contact_id, number, True, now)


def _tell(db: Database, contact_id: int, what: str, by: str, now: float) -> None:
    journal.append(db, what, now, contact_id, conversations.latest(db, contact_id), by=by)
    audit.append(db, now, by, what, f"contact:{contact_id}")
