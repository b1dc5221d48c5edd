"""Who wrote: one person, one contact, whatever names WhatsApp gives them today."""

from sqlite_utils import Database

from zapbot.connector import Sender
from zapbot.store import contacts, journal


def contact(db: Database, sender: Sender, written_at: float, now: float) -> int:
    """The contact of a sender, made when new, merged when its names lead to two."""
    found = contacts.find(db, sender, written_at)
    if not found:
        id = contacts.create(db, sender, now)
        journal.append(db, "contact.created", now, id)
    else:
        id = _united(db, found, now)
    contacts.learn(db, id, sender, now)
    return id


def attach(db: Database, id: int, sender: Sender, now: float) -> None:
    """A contact we wrote to turns out to have these identifiers too."""
    found = contacts.find(db, sender, now)
    if found == [id] and sender.bsuid is None:
        return
    contacts.learn(db, _united(db, [id, *found], now), Sender(sender.bsuid, sender.parent_bsuid, sender.wa_id), now)


def rename(db: Database, old: Sender, new: Sender, changed_at: float, now: float) -> None:
    """A person changed number or user id: both lead to one contact, the old number to nobody from then on."""
    found = list(dict.fromkeys(contacts.find(db, old, changed_at) + contacts.find(db, new, changed_at)))
    if not found:
        return
    id = _united(db, found, now)
    if new.wa_id:
        contacts.retire(db, Sender(wa_id=old.wa_id), changed_at)
    contacts.learn(db, id, new, now)
    journal.append(db, "contact.renamed", now, id)


def _united(db: Database, found: list[int], now: float) -> int:
    """The oldest of several contacts that are one person, the others merged into it."""
    keep = min(found)
    for gone in sorted(set(found) - {keep}):
        contacts.merge(db, keep, gone)
        journal.append(db, "contact.merged", now, keep, gone=gone)
    return keep
