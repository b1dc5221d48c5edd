"""Settle what a crash or a lost answer left in doubt, and forget what nobody needs."""

from sqlite_utils import Database

from zapbot.desk import come_back, deal_out
from zapbot.desk.campaign_create import forget_abandoned
from zapbot.desk.merge import UNDO_SECONDS
from zapbot.store import (
    contact_merges,
    journal,
    orphan_changes,
    outbox,
    sessions,
    statuses,
    webhook_deliveries,
    webhook_events,
)
from zapbot.store.db import transaction

ORPHAN_SECONDS = 7 * 24 * 3600.0
"""Meta retries webhooks for seven days; a status whose message is still unknown then never had one here."""


TOLD_SECONDS = 30 * 24 * 3600.0
"""How long it can be looked up what other systems were told."""
HELD_SECONDS = 7 * 24 * 3600.0
"""How long a message waits for its customer to write again; later it would only surprise them."""


def sweep(db: Database, now: float, grace: float) -> None:
    """What is done every minute."""
    with transaction(db):
        settle_doubts(db, now, grace)
        statuses.forget_orphans(db, now - ORPHAN_SECONDS)
        orphan_changes.forget(db, now - ORPHAN_SECONDS)
        webhook_deliveries.forget(db, now - TOLD_SECONDS)
        forget_abandoned(db, now)
        contact_merges.forget(db, now - UNDO_SECONDS)
        sessions.forget_old(db, now)
        for id in outbox.expire_held(db, now - HELD_SECONDS, now):
            journal.append(db, "message.canceled", now, message_id=id, reason="the customer did not write again")


def tidy(db: Database, now: float) -> int:
    """Who has what, looked at every minute: the bot takes back, waiting ones are dealt out, snoozed ones wake."""
    return come_back.return_silent(db, now) + come_back.wake_snoozed(db, now) + deal_out.deal_out(db, now)


def settle_doubts(db: Database, now: float, grace: float) -> None:
    """Messages whose sender died become unknown; unknown ones are sent again when that is safe enough.

    Safe enough: `grace` seconds have passed, webhooks came after the try, all that came are read, and none told
    of the message. Runs in the caller's transaction.
    """
    for id in outbox.expire_leases(db, now):
        journal.append(db, "message.unknown", now, message_id=id, reason="the worker stopped while sending")
    if webhook_events.oldest_pending_at(db) is None:
        for id in outbox.resend_unknown(db, now, grace, webhook_events.newest_at(db)):
            journal.append(db, "message.sent_again", now, message_id=id)
