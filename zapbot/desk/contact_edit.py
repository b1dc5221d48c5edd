"""Contacts made and changed from outside a conversation: by a program or a person."""

from typing import Any

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk import identify
from zapbot.errors import ConflictError, UsageError
from zapbot.store import contacts, conversations, journal
from zapbot.store.db import transaction


def create(db: Database, number: str, name: str | None, now: float) -> int:
    """A new contact; its id. Raises UsageError when that is no number, ConflictError when it is somebody's."""
    try:
        digits = phone.parse(number)
    except ValueError as error:
        raise UsageError(str(error)) from None
    sender = Sender(wa_id=digits, name=name)
    with transaction(db):
        found = contacts.find(db, sender, now)
        if found:
            raise ConflictError(f"{phone.pretty(digits)} is contact {found[0]} already")
        return identify.contact(db, sender, now, now)


def change(
    db: Database,
    id: int,
    now: float,
    *,
    name: str | None = None,
    fields: dict[str, Any] | None = None,
    tags: list[str] | None = None,
    by: str = "",
) -> None:
    """Give a contact another name, set fields (None takes one away), make these its tags. Raises NotFoundError."""
    with transaction(db):
        before = contacts.get(db, id)
        if name is not None:
            contacts.set_field(db, id, "name", name)
        if fields:
            contacts.set_fields(db, id, fields)
        if tags is not None:
            contacts.tag(db, id, set(tags) - set(before.tags), set(before.tags) - set(tags), now)
        after = contacts.get(db, id)
        if after != before:
            added, removed = sorted(set(after.tags) - set(before.tags)), sorted(set(before.tags) - set(after.tags))
            told: dict[str, Any] = {"by": by, "added": added, "removed": removed}
            of = conversations.latest(db, id)
            journal.append(db, "contact.updated", now, id, of, **{key: value for key, value in told.items() if value})
