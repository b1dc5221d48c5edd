"""Make deliveries of what the journal tells: one for each line and webhook that wants it.

The deliveries and how far the webhook has read are one transaction: a crash neither loses an event nor doubles it.
"""

from sqlite_utils import Database

from zapbot.desk import public_events
from zapbot.store import journal, webhook_deliveries, webhooks
from zapbot.store.db import transaction
from zapbot.store.journal import Line
from zapbot.store.webhooks import Webhook

LINES = 100
"""Read at once for each webhook: the event loop stands still meanwhile."""


def fan_out(db: Database, now: float) -> bool:
    """Take the next lines of the journal for every active webhook; whether there were any."""
    if not webhooks.behind(db):
        return False
    with transaction(db):
        frozen: dict[int, str] = {}
        for webhook in webhooks.listed(db):
            if webhook.status == "active":
                _tell(db, webhook, frozen, now)
    return True


def _tell(db: Database, webhook: Webhook, frozen: dict[int, str], now: float) -> None:
    """What one webhook is told of the lines it has not seen; an event is the same for all who hear of it."""
    lines = journal.after(db, webhook.journal_id, LINES)
    for line in lines:
        type = public_events.type_of(line)
        if type is None or not public_events.wants(webhook.events, type):
            continue
        if line.id not in frozen:
            frozen[line.id] = public_events.payload(db, line, type)
        _deliver(db, webhook, line, type, frozen[line.id], now)
    if lines:
        webhooks.advance(db, webhook.id, lines[-1].id)


def _deliver(db: Database, webhook: Webhook, line: Line, type: str, payload: str, now: float) -> None:
    contact_id = public_events.contact_of(db, line)
    webhook_deliveries.add(db, webhook.id, type, payload, now, line.id, contact_id)
