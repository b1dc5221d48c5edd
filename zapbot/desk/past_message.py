"""A message from before the number was connected here: shown where it belongs, and nothing follows from it."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import limits
from zapbot.connector import Imported
from zapbot.desk import identify
from zapbot.store import conversations, messages, orphan_changes, windows

PLACEHOLDER = "media_placeholder"
"""What stands in the history for a file, which may follow in a webhook of its own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An old message that is now here, or whose file now is; and the number it was written on."""

    id: int
    number: str


def take_past(db: Database, imported: Imported, now: float) -> Kept | None:
    """Keep an old message once; None when it is here already. The bot does not see it.

    A customer's message of today opens the window, as it did where it was written.
    """
    message = imported.message
    contact_id = identify.contact(db, message.sender, message.at, now)
    conversation = conversations.get(db, conversations.past(db, contact_id, message.at, message.number))
    origin = "phone" if imported.ours else "customer"
    id = messages.add_inbound(db, contact_id, conversation.id, message, now, origin, imported.status, past=True)
    if id is None:
        id = messages.fill(db, message, PLACEHOLDER)
        return Kept(id, conversation.number) if id is not None else None
    orphan_changes.adopt(db, message.id)
    if not imported.ours and now < message.at + limits.OPEN_SECONDS:
        windows.wrote(db, contact_id, conversation.number, message.at)
    return Kept(id, conversation.number)
