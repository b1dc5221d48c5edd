"""Which message a reaction or a quote belongs to, as WhatsApp knows it."""

import msgspec
from sqlite_utils import Database

from zapbot.errors import InvalidContentError
from zapbot.model import Content, Reaction
from zapbot.store import submissions

MESSAGE = "message:"
REACTED_SECONDS = 30 * 24 * 3600.0
"""After this WhatsApp takes no reaction to a message. Cloud API fact sheet, section 8.4."""


def resolved(db: Database, contact_id: int, content: Content, now: float) -> Content:
    """A content whose target, if it has one given as `message:12`, is the id WhatsApp gave that message.

    Raises NotFoundError, and InvalidContentError when it cannot be reacted to.
    """
    if not isinstance(content, Reaction) or not content.target.startswith(MESSAGE):
        return content
    digits = content.target.removeprefix(MESSAGE)
    if not digits.isdecimal() or len(digits) > 18:
        raise InvalidContentError(f"{content.target!r} is no message: write it like message:12")
    found = submissions.get(db, int(digits))
    if found.kind == "reaction":
        raise InvalidContentError(f"message {found.id} is itself a reaction: react to the message below it")
    if found.at < now - REACTED_SECONDS:
        raise InvalidContentError(f"message {found.id} is older than 30 days: WhatsApp takes no reaction to it")
    return msgspec.structs.replace(content, target=_wamid(found, contact_id))


def quoted(db: Database, contact_id: int, id: int | None) -> str | None:
    """The id WhatsApp gave to a message that is to be quoted. Raises NotFoundError, InvalidContentError."""
    return None if id is None else _wamid(submissions.get(db, id), contact_id)


def _wamid(found: submissions.Kept, contact_id: int) -> str:
    if found.contact_id != contact_id:
        raise InvalidContentError(f"message {found.id} was said with somebody else")
    if found.wamid is None:
        raise InvalidContentError(f"message {found.id} has not been sent yet: WhatsApp does not know it")
    return found.wamid
