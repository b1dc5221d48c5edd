"""Queue a message: whoever wants to say something writes a row, nobody calls WhatsApp directly."""

from sqlite_utils import Database

from zapbot import limits
from zapbot.desk import consent, templates
from zapbot.desk.block import BLOCKED, BLOCKED_CODE
from zapbot.model import Content, Conversation, Template
from zapbot.store import blocks, conversations, journal, messages, outbox, windows


def send(
    db: Database,
    conversation: Conversation,
    content: Content,
    origin: str,
    now: float,
    *,
    execution_id: int | None = None,
    node: str | None = None,
    reply_to: str | None = None,
    sender: str | None = None,
    at: float | None = None,
    delay: float = 0.0,
    hold: bool = False,
) -> int:
    """Put a message into the outbox; its id. It leaves not before the moment `at`, nor before `delay` seconds.

    Past the customer's 24-hour window it waits for the customer to write again when `hold` says so; else it is kept
    as failed with the reason, because WhatsApp would refuse it. So is a template that is known to be unusable,
    marketing to somebody who wants none, and anything to somebody who is blocked. What is meant for later answers
    nobody until it left.
    """
    id = messages.add_outgoing(
        db,
        conversation.contact_id,
        conversation.id,
        content,
        origin,
        now,
        execution_id=execution_id,
        node=node,
        reply_to=reply_to,
        sender=sender,
        scheduled_at=at,
        delay=delay,
        says=templates.said(db, content) if isinstance(content, Template) else None,
    )
    kind = "message.queued"
    if blocks.since(db, conversation.contact_id) is not None:
        kind = "message.to_blocked"
        outbox.refuse(db, id, BLOCKED_CODE, BLOCKED, now)
    elif not isinstance(content, Template) and not is_open(db, conversation, max(now, at or now)):
        kind = "message.held" if hold else "message.window_closed"
        outbox.hold_for_window(db, id) if hold else outbox.refuse_closed(db, id, now)
    elif isinstance(content, Template) and (wrong := templates.trouble(db, content)):
        kind = "message.template_refused"
        outbox.refuse(db, id, None, wrong, now)
    elif isinstance(content, Template) and (unwanted := consent.trouble(db, conversation.contact_id, content, now)):
        kind = "message.unwanted"
        outbox.refuse(db, id, None, unwanted, now)
    if kind == "message.queued" and at is None:
        conversations.spoke(db, conversation.id, id, origin, now)
    journal.append(db, kind, now, conversation.contact_id, conversation.id, id)
    return id


def is_open(db: Database, conversation: Conversation, now: float) -> bool:
    """Whether the 24-hour window is open, by the time the customer wrote to this number."""
    return seconds_left(db, conversation, now) > 0


def seconds_left(db: Database, conversation: Conversation, now: float) -> float:
    """How long the 24-hour window stays open, with a margin for the message to travel; 0 when it is closed."""
    wrote_at = windows.last_inbound(db, conversation.contact_id, conversation.number)
    return 0.0 if wrote_at is None else max(0.0, wrote_at + limits.OPEN_SECONDS - now)
