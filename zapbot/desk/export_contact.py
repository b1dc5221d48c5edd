"""Everything that is kept of one person, for that person."""

from typing import Any

from sqlite_utils import Database

from zapbot.store import contact_record


def export(db: Database, contact_id: int, now: float) -> dict[str, Any]:
    """The contact, their identifiers, consents, conversations, messages and costs. Raises NotFoundError."""
    return {
        "exported_at": now,
        "contact": contact_record.contact(db, contact_id),
        "identifiers": contact_record.identifiers(db, contact_id),
        "consents": contact_record.consents(db, contact_id),
        "notes": contact_record.notes(db, contact_id),
        "conversations": contact_record.conversations(db, contact_id),
        "messages": contact_record.messages(db, contact_id),
        "reactions": contact_record.reactions(db, contact_id),
        "flows": contact_record.executions(db, contact_id),
        "campaigns": contact_record.campaigns(db, contact_id),
    }
