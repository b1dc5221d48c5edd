"""Take stored webhooks in: every update of each, in one transaction, or none of it."""

import traceback
from collections.abc import Callable, Sequence

import structlog
from sqlite_utils import Database

from zapbot.connector import (
    Broken,
    Connector,
    Echo,
    Edited,
    Inbound,
    Other,
    Reaction,
    Renamed,
    Revoked,
    StatusChange,
    Update,
)
from zapbot.desk import bot, identify, track
from zapbot.desk.library import Library
from zapbot.errors import MalformedEventError
from zapbot.store import contacts, conversations, executions, journal, messages, outbox, webhook_events
from zapbot.store.db import savepoint, transaction
from zapbot.store.webhook_events import WebhookEvent

log = structlog.get_logger()

BATCH = 100
"""Bodies taken in one transaction: long enough to be quick, short enough not to keep the webhook door waiting."""


def receive(db: Database, connector: Connector, library: Library, now: Callable[[], float]) -> int:
    """Process one batch of stored webhooks; how many there were. Zero means none is left.

    A body that cannot be processed becomes a dead letter with its reason; those around it go on.
    """
    with transaction(db):
        at = now()
        events = webhook_events.pending(db, BATCH)
        done: list[int] = []
        for event, updates in _in_order(db, connector, events, at):
            if _process(db, connector, library, event, updates, at):
                done.append(event.id)
        webhook_events.processed(db, done, at)
    return len(events)


Parsed = tuple[WebhookEvent, list[Update]]


def _in_order(db: Database, connector: Connector, events: Sequence[WebhookEvent], at: float) -> list[Parsed]:
    """Parsed bodies by the time their messages were written: Meta promises no order between POSTs."""
    parsed: list[Parsed] = []
    for event in events:
        try:
            parsed.append((event, connector.parse(event.body, event.received_at)))
        except MalformedEventError as error:
            _bury(db, event, str(error), at)
    return sorted(parsed, key=lambda pair: (_written_at(pair), pair[0].id))


def _written_at(parsed: Parsed) -> float:
    event, updates = parsed
    return min((u.at for u in updates if isinstance(u, Inbound) and not u.late), default=event.received_at)


def _process(
    db: Database, connector: Connector, library: Library, event: WebhookEvent, updates: Sequence[Update], at: float
) -> bool:
    """Apply a body's updates all together; False when something in it is dead."""
    broken = [update.reason for update in updates if isinstance(update, Broken)]
    try:
        with savepoint(db):
            for update in updates:
                _apply(db, connector, library, update, at)
    except Exception:  # a poison update must not hold up the ones beside it: apply each by itself
        broken += _one_by_one(db, connector, library, updates, at)
    if broken:
        _bury(db, event, "\n".join(broken), at)
    return not broken


def _one_by_one(
    db: Database, connector: Connector, library: Library, updates: Sequence[Update], at: float
) -> list[str]:
    """Apply each update in a savepoint of its own; the tracebacks of those that fail."""
    failed: list[str] = []
    for update in updates:
        try:
            with savepoint(db):
                _apply(db, connector, library, update, at)
        except Exception:
            failed.append(traceback.format_exc())
    return failed


def _bury(db: Database, event: WebhookEvent, reason: str, at: float) -> None:
    webhook_events.dead(db, event.id, reason, at)
    journal.append(db, "event.dead", at, event=event.id)
    log.error(
        "webhook is dead", event=event.id, reason=reason.splitlines()[-1], see=f"zapbot dead show event-{event.id}"
    )


def _apply(db: Database, connector: Connector, library: Library, update: Update, at: float) -> None:
    match update:
        case Inbound():
            _take(db, library, update, at)
        case StatusChange():
            track.track(db, connector, update, at)
        case Echo(message):
            _take_echo(db, message, at)
        case Edited(original, edited_at, text, content):
            messages.edit(db, original, text, content, edited_at)
        case Revoked(original, revoked_at):
            messages.revoke(db, original, revoked_at)
        case Reaction(target, reacted_at, sender, emoji):
            messages.react(db, identify.contact(db, sender, reacted_at, at), target, emoji, reacted_at)
        case Renamed(old, new, changed_at):
            identify.rename(db, old, new, changed_at, at)
        case Other() | Broken():
            pass


def _take(db: Database, library: Library, inbound: Inbound, at: float) -> None:
    """A customer's message: kept once, then the bot's turn."""
    contact_id = identify.contact(db, inbound.sender, inbound.at, at)
    conversation = conversations.current(db, contact_id, at)
    message_id = messages.add_inbound(db, contact_id, conversation.id, inbound, at)
    if message_id is None:
        return
    if inbound.opens_window:
        contacts.wrote(db, contact_id, inbound.at)
    conversations.touched(db, conversation.id, inbound.at)
    journal.append(db, "message.received", at, contact_id, conversation.id, message_id)
    bot.answer(db, library, contacts.get(db, contact_id), conversation, message_id, inbound, at)


def _take_echo(db: Database, echo: Inbound, at: float) -> None:
    """What staff typed on the phone: the bot is silent from now on."""
    contact_id = identify.contact(db, echo.sender, echo.at, at)
    conversation = conversations.current(db, contact_id, at)
    message_id = messages.add_inbound(db, contact_id, conversation.id, echo, at, origin="phone")
    if message_id is None:
        return
    executions.stop(db, contact_id, at)
    outbox.cancel_waiting(db, contact_id, "flow", at)
    conversations.give_to_people(db, conversation.id, None, at)
    journal.append(db, "message.echoed", at, contact_id, conversation.id, message_id)
