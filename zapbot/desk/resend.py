"""Send again what did not arrive: a new message in the place of the old one, which is kept as it ended."""

from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from zapbot.desk import send
from zapbot.errors import ConflictError
from zapbot.model import Content, Media, Template, file_of
from zapbot.store import conversations, journal, outbox, threads
from zapbot.store.db import transaction
from zapbot.store.threads import Bubble

OVER = ("failed", "dead", "canceled")


@dataclass(frozen=True, slots=True)
class Resent:
    """The message that takes the place, or in a word why there is none.

    `unsure`: it may have arrived, somebody must say that it goes anyway. `closed`: only a template may be sent.
    `foreign`: it was not written here. `fine`: it did not fail.
    """

    id: int | None
    why: str | None = None


def resend(db: Database, id: int, now: float, by: str, sure: bool = False) -> Resent:
    """Send a message again, once, however often it is asked for. Raises NotFoundError."""
    with transaction(db):
        before = outbox.sent_again_as(db, id)
        if before is not None:
            return Resent(before)
        bubble = threads.get(db, id)
        why = _why_not(db, bubble, now, sure)
        if why:
            return Resent(None, why)
        outbox.leave(db, id, now)
        conversation = conversations.get(db, bubble.conversation_id)
        new = send.send(db, conversation, content(bubble), "agent", now, reply_to=bubble.reply_to, sender=by)
        outbox.note_again(db, new, id)
        journal.append(db, "message.sent_again", now, conversation.contact_id, conversation.id, id, by=by)
        return Resent(new)


def content(bubble: Bubble) -> Content:
    """What a message of ours says. Raises ConflictError when it cannot be understood."""
    try:
        found: Content = msgspec.convert(bubble.content, Content)
    except msgspec.ValidationError as error:
        raise ConflictError(f"message {bubble.id} was not written here and cannot be sent again: {error}") from error
    return found


def _why_not(db: Database, bubble: Bubble, now: float, sure: bool) -> str | None:
    if not bubble.ours or _gone(bubble):
        return "foreign"
    if bubble.status == "unknown" and not sure:
        return "unsure"
    if bubble.status not in (*OVER, "unknown"):
        return "fine"
    conversation = conversations.get(db, bubble.conversation_id)
    if not isinstance(content(bubble), Template) and not send.is_open(db, conversation, now):
        return "closed"
    return None


def _gone(bubble: Bubble) -> bool:
    """Whether the file it carried was given to WhatsApp under an id, which is not ours to use again."""
    file = file_of(content(bubble))
    return isinstance(file, Media) and file.source.startswith("id:")
