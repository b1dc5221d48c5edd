"""Notes about a person: written and taken away by the team."""

from sqlite_utils import Database

from zapbot.errors import NotFoundError, UsageError
from zapbot.store import contact_notes, contacts, conversations, journal
from zapbot.store.db import transaction

MOST = 2000


def write(db: Database, contact_id: int, text: str, by: str, now: float) -> int:
    """Keep a note; its id. Raises NotFoundError and UsageError."""
    text = text.strip()
    if not text or len(text) > MOST:
        raise UsageError(f"a note has 1 to {MOST} characters")
    with transaction(db):
        contacts.get(db, contact_id)
        id = contact_notes.add(db, contact_id, text, by, now)
        journal.append(db, "contact.noted", now, contact_id, conversations.latest(db, contact_id), by=by)
    return id


def take_away(db: Database, contact_id: int, id: int, by: str, now: float) -> None:
    """Take a note away. Raises NotFoundError."""
    with transaction(db):
        if not contact_notes.remove(db, contact_id, id):
            raise NotFoundError(f"there is no note {id} about contact {contact_id}")
        journal.append(db, "contact.noted", now, contact_id, conversations.latest(db, contact_id), by=by)
