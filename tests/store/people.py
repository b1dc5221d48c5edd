"""Contacts and messages made quickly."""

from typing import Any

from sqlite_utils import Database

from zapbot.connector import Sender
from zapbot.model import Text
from zapbot.store import contacts, conversations, messages
from zapbot.store.outbox import Claim, claim

T0 = 1_790_000_000.0
GRACE = 120.0


def person(db: Database, number: str = "5511955550101", at: float = T0) -> int:
    """A contact with a number; its id."""
    id = contacts.create(db, Sender(wa_id=number), at)
    contacts.learn(db, id, Sender(wa_id=number), at)
    return id


def queue(db: Database, contact_id: int, text: str = "oi", origin: str = "flow", at: float = T0, **more: Any) -> int:
    """A message in the outbox; its id."""
    conversation = conversations.current(db, contact_id, at)
    return messages.add_outgoing(db, contact_id, conversation.id, Text(text), origin, at, **more)


def claimed(db: Database, at: float = T0, limit: int = 100, grace: float = GRACE) -> list[int]:
    """The ids of what may be sent now, taken."""
    return [one.id for one in claim(db, "", at, limit, grace)]


def take(db: Database, at: float = T0) -> Claim:
    """The one message that may be sent now, taken."""
    (one,) = claim(db, "", at, 100, GRACE)
    return one


def status(db: Database, id: int) -> str:
    """Where a message stands."""
    return str(db.execute("select status from messages where id = ?", (id,)).fetchone()[0])


def row(db: Database, id: int) -> dict[str, Any]:
    """A message's whole row."""
    found: dict[str, Any] = next(iter(db.query("select * from messages where id = ?", [id])))
    return found
