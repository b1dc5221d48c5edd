"""Who wrote: one person, one contact, whatever names WhatsApp gives them today."""

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk import merge
from zapbot.store import contacts, conversations, journal, messages

CHANNEL = "whatsapp"
"""Who says that two contacts are one: their names do, as the channel gives them."""


def contact(db: Database, sender: Sender, written_at: float, now: float) -> int:
    """The contact of a sender, made when new, merged when its names lead to two."""
    found = contacts.find(db, sender, written_at)
    if not found:
        id = contacts.create(db, sender, now)
        journal.append(db, "contact.created", now, id)
    else:
        id = _united(db, found, now)
    contacts.learn(db, id, sender, written_at)
    return id


def attach(db: Database, id: int, sender: Sender, at: float, now: float) -> None:
    """A contact we wrote to turned out, at a moment, to have these identifiers too."""
    if contacts.known(db, id, sender, at):
        return
    found = contacts.find(db, sender, at)
    contacts.learn(db, _united(db, [id, *found], now), Sender(sender.bsuid, sender.parent_bsuid, sender.wa_id), at)


def rename(db: Database, old: Sender, new: Sender, changed_at: float, now: float) -> None:
    """A person changed number or user id: both lead to one contact, the old number to nobody from then on.

    Told again later, it changes nothing, not even when the old number belongs to somebody else by then.
    """
    before = contacts.find(db, old, changed_at, known_by=changed_at)
    found = list(dict.fromkeys(before + contacts.find(db, new, changed_at)))
    if not found:
        return
    changes = db.conn.total_changes
    id = _united(db, found, now)
    if new.wa_id and old.wa_id:
        contacts.retire(db, id, old.wa_id, changed_at)
    contacts.learn(db, id, new, changed_at)
    if db.conn.total_changes > changes:
        journal.append(db, "contact.renamed", now, id)
        _tell_the_team(db, id, old, new, now)


def introduce(db: Database, sender: Sender, at: float) -> None:
    """The business's phone keeps somebody under a name: it is theirs, if they are a contact and have none."""
    for id in contacts.find(db, sender, at)[:1]:
        contacts.learn(db, id, Sender(name=sender.name), at)


def _tell_the_team(db: Database, id: int, old: Sender, new: Sender, now: float) -> None:
    """Note the change in the contact's latest conversation, if there is one."""
    conversation_id = conversations.latest(db, id)
    if conversation_id is None:
        return
    if old.wa_id and new.wa_id:
        said = f"Mudou de número: {phone.pretty(old.wa_id)} → {phone.pretty(new.wa_id)}"
    else:
        said = "O WhatsApp deu a este contato um novo identificador."
    messages.add_note(db, id, conversation_id, said, "customer", now)


def _united(db: Database, found: list[int], now: float) -> int:
    """The oldest of several contacts that are one person, the others merged into it; a person may undo that."""
    keep = min(found)
    for gone in sorted(set(found) - {keep}):
        merge.unite(db, keep, gone, CHANNEL, now)
        journal.append(db, "contact.merged", now, keep, gone=gone)
    return keep
