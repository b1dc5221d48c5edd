"""Take stored webhooks in: every update of each, in one transaction, or none of it."""

import traceback
from collections.abc import Callable, Sequence

import structlog
from sqlite_utils import Database

from zapbot.connector import Broken, Connector, Echo, Inbound, Other, Update
from zapbot.desk import hook
from zapbot.desk.apply import apply
from zapbot.desk.library import Library
from zapbot.errors import MalformedEventError
from zapbot.store import journal, webhook_events
from zapbot.store.db import failed, savepoint, transaction
from zapbot.store.webhook_events import WebhookEvent

log = structlog.get_logger()

BATCH = 100
BATCH_BYTES = 512 * 1024
"""What is taken in one transaction: enough to be quick, little enough not to keep the webhook door waiting; one body
may hold a thousand updates."""


def receive(db: Database, connector: Connector, library: Library, now: Callable[[], float]) -> int:
    """Process one batch of stored webhooks; how many there were. Zero means none is left.

    A body that cannot be processed becomes a dead letter with its reason; those around it go on.
    """
    with transaction(db):
        at = now()
        events = webhook_events.pending(db, BATCH, BATCH_BYTES)
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
            started = event.source.startswith(hook.PREFIX)
            updates = [] if started else connector.parse(event.body, event.received_at)
            parsed.append((event, sorted(updates, key=_moment)))
        except MalformedEventError as error:
            _bury(db, event, str(error), at)
    return sorted(parsed, key=lambda pair: (_written_at(pair), pair[0].id))


def _moment(update: Update) -> float:
    """When an update happened; those of the same second keep their order."""
    match update:
        case Echo(message):
            return message.at
        case Other() | Broken():
            return 0.0
    return update.at


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
            if event.source.startswith(hook.PREFIX):
                hook.hook(db, library, event, at)
            for update in updates:
                apply(db, connector, library, update, at)
    except MalformedEventError as error:
        broken.append(str(error))
    except Exception as error:  # a poison update must not hold up the ones beside it: apply each by itself
        if failed(error):
            raise
        started = event.source.startswith(hook.PREFIX)
        broken += [traceback.format_exc()] if started else _one_by_one(db, connector, library, updates, at)
    if broken:
        _bury(db, event, "\n".join(broken), at)
    return not broken


def _one_by_one(
    db: Database, connector: Connector, library: Library, updates: Sequence[Update], at: float
) -> list[str]:
    """Apply each update in a savepoint of its own; the tracebacks of those that fail."""
    poisoned: list[str] = []
    for update in updates:
        try:
            with savepoint(db):
                apply(db, connector, library, update, at)
        except Exception as error:
            if failed(error):
                raise
            poisoned.append(traceback.format_exc())
    return poisoned


def _bury(db: Database, event: WebhookEvent, reason: str, at: float) -> None:
    webhook_events.dead(db, event.id, reason, at)
    journal.append(db, "event.dead", at, event=event.id)
    log.error(
        "webhook is dead", webhook=event.id, reason=reason.splitlines()[-1], see=f"zapbot dead show event-{event.id}"
    )
