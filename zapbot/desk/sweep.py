"""Settle what a crash or a lost answer left in doubt, and forget what nobody needs."""

from sqlite_utils import Database

from zapbot.store import journal, outbox, statuses, webhook_events
from zapbot.store.db import transaction

ORPHAN_SECONDS = 7 * 24 * 3600.0
"""Meta retries webhooks for seven days; a status whose message is still unknown then never had one here."""


def sweep(db: Database, now: float, grace: float) -> None:
    """What is done every minute."""
    with transaction(db):
        settle_doubts(db, now, grace)
        statuses.forget_orphans(db, now - ORPHAN_SECONDS)


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
