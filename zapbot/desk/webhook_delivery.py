"""Try a delivery and write down how that ended.

Standard Webhooks 1.0: ten tries over three days, only 2xx is success, 410 says that nobody wants it any more. An
address that fails again and again is left alone for a while, which costs what waits for it no tries.
"""

import random
from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.desk import webhook_secrets, webhook_signature
from zapbot.outside import Posted, Poster
from zapbot.store import journal, webhook_deliveries, webhooks
from zapbot.store.db import transaction
from zapbot.store.webhook_deliveries import MOST_FAILURES, Claim, Try
from zapbot.store.webhooks import Webhook

log = structlog.get_logger()

_MINUTE, _HOUR = 60.0, 3600.0
SCHEDULE = (0, 5, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR)
"""Seconds before each try, counted from the one before it."""
JITTER = 0.1
"""Of the wait, added at random, so that what failed together does not come back together."""
GONE = 410
BUSY = (429, 502, 504)
BUSY_SECONDS = 30.0
PAUSE_SECONDS = 30.0
LONGEST_PAUSE = 30 * _MINUTE


async def attempt(post: Poster, key: bytes, webhook: Webhook, claim: Claim, now: float) -> Posted:
    """Send a delivery once. Raises ZapbotError when its secret cannot be read."""
    body = claim.payload.encode()
    signed = webhook_signature.headers(webhook_secrets.known(key, webhook, now), claim.token, now, body)
    return await post(webhook.url, body, signed)


def settle(
    db: Database,
    claim: Claim,
    posted: Posted,
    began: float,
    now: float,
    chance: Callable[[], float] = random.random,
) -> None:
    """Write down one try, unless somebody else has the delivery by now, or it was removed."""
    with transaction(db):
        if not _moved(db, claim, posted, now, chance):
            return
        milliseconds = round((now - began) * 1000, 1)
        webhook_deliveries.log(db, claim.id, Try(began, posted.status, milliseconds, posted.head, posted.error))
        webhook = webhooks.get(db, claim.webhook_id)
        if posted.ok:
            _well(db, webhook, now)
        elif posted.status == GONE:
            _gone(db, webhook, now)
        else:
            _failed(db, webhook, posted, now)


def _moved(db: Database, claim: Claim, posted: Posted, now: float, chance: Callable[[], float]) -> bool:
    """Put the delivery where it belongs now."""
    reason = posted.error or f"HTTP {posted.status}"
    if posted.ok:
        return webhook_deliveries.finish(db, claim, "done", now)
    if posted.status == GONE or claim.attempts >= len(SCHEDULE):
        return webhook_deliveries.finish(db, claim, "dead", now, reason)
    wait = SCHEDULE[claim.attempts] * (1 + JITTER * chance())
    return webhook_deliveries.retry(db, claim, now + wait, reason)


def _well(db: Database, webhook: Webhook, now: float) -> None:
    if webhook.paused_until is not None:
        journal.append(db, "webhook.resumed", now, webhook=webhook.id)
    webhooks.well(db, webhook.id)


def _gone(db: Database, webhook: Webhook, now: float) -> None:
    reason = "it answered 410 Gone"
    if webhooks.disable(db, webhook.id, reason):
        journal.append(db, "webhook.disabled", now, webhook=webhook.id, reason=reason)
        log.warning("webhook disabled", webhook=webhook.id, reason=reason)


def _failed(db: Database, webhook: Webhook, posted: Posted, now: float) -> None:
    """Count a failure, and pause the address when there are many in a row or it asked for that."""
    if webhook.paused_until is not None and webhook.paused_until > now:
        return
    seconds = _pause(webhooks.failed(db, webhook.id), posted)
    if not seconds:
        return
    reason = posted.error or f"HTTP {posted.status}"
    webhooks.pause(db, webhook.id, now + seconds, reason)
    if webhook.paused_until is None and webhook.status == "active":
        journal.append(db, "webhook.paused", now, webhook=webhook.id, reason=reason)
        log.warning("webhook paused", webhook=webhook.id, reason=reason, seconds=round(seconds))


def _pause(failures: int, posted: Posted) -> float:
    """How many seconds an address is left alone; 0 when it is not."""
    busy = (posted.retry_after or BUSY_SECONDS) if posted.status in BUSY else 0.0
    over = failures - MOST_FAILURES
    broken = PAUSE_SECONDS * 2.0 ** min(over, 10) if over >= 0 else 0.0
    return min(LONGEST_PAUSE, max(busy, broken))
