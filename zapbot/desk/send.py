"""Queue a message: whoever wants to say something writes a row, nobody calls WhatsApp directly."""

from sqlite_utils import Database

from zapbot import limits
from zapbot.model import Content, Template
from zapbot.store import conversations, journal, messages, outbox


def send(
    db: Database,
    contact_id: int,
    conversation_id: int,
    content: Content,
    origin: str,
    now: float,
    *,
    last_inbound_at: float | None,
    execution_id: int | None = None,
    node: str | None = None,
    delay: float = 0.0,
) -> int:
    """Put a message into the outbox; its id. It leaves not before `delay` seconds.

    Past the customer's 24-hour window it is kept as failed with the reason instead, because WhatsApp would
    refuse it.
    """
    id = messages.add_outgoing(
        db, contact_id, conversation_id, content, origin, now, execution_id=execution_id, node=node, delay=delay
    )
    conversations.touched(db, conversation_id, now)
    if isinstance(content, Template) or is_open(last_inbound_at, now):
        journal.append(db, "message.queued", now, contact_id, conversation_id, id)
    else:
        outbox.refuse_closed(db, id, now)
        journal.append(db, "message.window_closed", now, contact_id, conversation_id, id)
    return id


def is_open(last_inbound_at: float | None, now: float) -> bool:
    """Whether the 24-hour window is open, by the time the customer wrote."""
    return last_inbound_at is not None and now < last_inbound_at + limits.OPEN_SECONDS
