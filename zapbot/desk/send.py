"""Queue a message: whoever wants to say something writes a row, nobody calls WhatsApp directly."""

from sqlite_utils import Database

from zapbot.model import Content
from zapbot.store import conversations, journal, messages, outbox

WINDOW_SECONDS = 24 * 3600.0
MARGIN_SECONDS = 300.0
"""Left at the end of the 24-hour window for the message to travel."""


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
) -> int:
    """Put a message into the outbox; its id.

    Past the customer's 24-hour window it is kept as failed with the reason instead, because WhatsApp would
    refuse it.
    """
    id = messages.add_outgoing(
        db, contact_id, conversation_id, content, origin, now, execution_id=execution_id, node=node
    )
    conversations.touched(db, conversation_id, now)
    if is_open(last_inbound_at, now):
        journal.append(db, "message.queued", now, contact_id, conversation_id, id)
    else:
        outbox.refuse_closed(db, id, now)
        journal.append(db, "message.window_closed", now, contact_id, conversation_id, id)
    return id


def is_open(last_inbound_at: float | None, now: float) -> bool:
    """Whether the 24-hour window is open, by the time the customer wrote."""
    return last_inbound_at is not None and now < last_inbound_at + WINDOW_SECONDS - MARGIN_SECONDS
