"""Manage outgoing webhooks: add, switch off and on, remove, send again, try out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.desk import public_events, webhook_secrets, webhook_signature
from zapbot.errors import UsageError
from zapbot.outside import Posted, Poster
from zapbot.outside.addresses import AddressRefusedError, Allowed, check_literal, check_url
from zapbot.store import journal, webhook_deliveries, webhooks
from zapbot.store.db import transaction
from zapbot.store.webhooks import Webhook


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test."""

    posted: Posted
    milliseconds: float


def add(db: Database, key: bytes, url: str, events: Sequence[str], allowed: Allowed, now: float) -> tuple[Webhook, str]:
    """A new webhook with its secret; it is told what happens from now on, all of it when no events are named.

    Raises UsageError when the address may not be reached or an event does not exist.
    """
    public_events.check(list(events))
    _check(url, allowed)
    with transaction(db):
        id = webhooks.add(db, url, list(dict.fromkeys(events)), now)
        secret = webhook_secrets.rotate(db, key, id, now)
        journal.append(db, "webhook.added", now, webhook=id)
        return webhooks.get(db, id), secret


def remove(db: Database, id: int, now: float) -> None:
    """Forget a webhook, with what it was still to be told. Raises NotFoundError."""
    with transaction(db):
        webhooks.get(db, id)
        webhooks.remove(db, id)
        journal.append(db, "webhook.removed", now, webhook=id)


def disable(db: Database, id: int, reason: str, now: float) -> None:
    """Tell a webhook nothing more: what waits stays, what happens meanwhile is not kept. Raises NotFoundError."""
    with transaction(db):
        webhooks.get(db, id)
        if webhooks.disable(db, id, reason):
            journal.append(db, "webhook.disabled", now, webhook=id, reason=reason)


def enable(db: Database, id: int, now: float) -> None:
    """Tell a webhook again what happens from now on, and what waited; also ends a pause. Raises NotFoundError."""
    with transaction(db):
        webhooks.get(db, id)
        if webhooks.enable(db, id):
            journal.append(db, "webhook.enabled", now, webhook=id)


def redeliver(db: Database, id: int, now: float) -> None:
    """Send a delivery once more, under the same `webhook-id`. Raises NotFoundError, UsageError."""
    with transaction(db):
        _active(db, webhook_deliveries.get(db, id).webhook_id)
        if not webhook_deliveries.again(db, id, now):
            raise UsageError(f"delivery {id} is on its way at this moment: look at what comes of it first")


def redeliver_failed(db: Database, webhook_id: int, now: float) -> int:
    """Send all deliveries of a webhook once more that gave up; how many. Raises NotFoundError, UsageError."""
    with transaction(db):
        _active(db, webhook_id)
        return webhook_deliveries.again_failed(db, webhook_id, now)


async def test(db: Database, post: Poster, key: bytes, id: int, now: Callable[[], float] = time.time) -> Tried:
    """Send a `webhook.test` event at once, past queue and pauses; nothing is kept of it. Raises NotFoundError."""
    webhook, began = webhooks.get(db, id), now()
    body = public_events.envelope(public_events.TEST, began, {"webhook": {"id": id}}).encode()
    known = webhook_secrets.known(key, webhook, began)
    signed = webhook_signature.headers(known, webhook_deliveries.new_token(), began, body)
    started = time.perf_counter()
    posted = await post(webhook.url, body, signed)
    return Tried(posted, (time.perf_counter() - started) * 1000)


def _active(db: Database, id: int) -> None:
    if webhooks.get(db, id).status != "active":
        raise UsageError(f"webhook {id} is disabled: `zapbot webhooks enable {id}` first")


def _check(url: str, allowed: Allowed) -> None:
    """Refuse what could never be reached; where a name leads is checked again at every connection."""
    try:
        host, port = check_url(url, allowed)
        if not allowed.has(host, port):
            check_literal(host)
    except AddressRefusedError as refused:
        raise UsageError(f"no webhook can go there: {refused}") from None
