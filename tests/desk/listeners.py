"""Other systems that want to be told, and what they were sent."""

from typing import Any

import msgspec
from sqlite_utils import Database

from tests.desk.webhooks import T0
from zapbot.desk import webhook_delivery, webhooks
from zapbot.desk.webhook_fan_out import fan_out
from zapbot.outside import Posted
from zapbot.outside.addresses import Allowed
from zapbot.store import webhook_deliveries
from zapbot.store.db import transaction
from zapbot.store.webhook_deliveries import Claim

KEY = b"chave de teste, de 32 bytes: 123"
URL = "https://crm.example/zapbot?token=x"
TAKEN = Posted(200, "ok")


def listener(db: Database, *events: str, url: str = URL, at: float = T0) -> int:
    """A webhook that is told some events, or all; its id."""
    return webhooks.add(db, KEY, url, events, Allowed(), at)[0].id


def tell(db: Database, at: float = T0) -> None:
    """Make deliveries of all that happened."""
    while fan_out(db, at):
        pass


def told(db: Database, webhook_id: int) -> list[Any]:
    """What a webhook is or was to be told, in order."""
    found = webhook_deliveries.listed(db, webhook_id, limit=1000)
    return [msgspec.json.decode(one.payload) for one in reversed(found)]


def take(db: Database, at: float = T0, each: int = 4) -> list[Claim]:
    """What may be sent now, taken."""
    with transaction(db):
        return webhook_deliveries.claim(db, at, each)


def try_once(db: Database, posted: Posted, at: float) -> list[Claim]:
    """Send whatever is due at a moment, always with the same answer."""
    claims = take(db, at)
    for claim in claims:
        webhook_delivery.settle(db, claim, posted, at, at, chance=lambda: 0.0)
    return claims
