"""How the business's numbers stand with WhatsApp: what it tells by itself, and what it says when asked."""

import msgspec
import structlog
from sqlite_utils import Database

from zapbot.connector import NumberChange
from zapbot.store import journal, numbers

log = structlog.get_logger()

POOR = ("RED", "FLAGGED")


def notice(db: Database, change: NumberChange, now: float) -> None:
    """WhatsApp told something about a number or the account: kept once, and said aloud when somebody must look."""
    if not numbers.notice(db, change):
        return
    meant = [number.id for number in numbers.meant(db, change)]
    for id in meant:
        numbers.update(db, id, change)
    for id in meant or [""]:
        _tell(db, id, change, now)


def learn(db: Database, id: str, change: NumberChange, now: float) -> None:
    """WhatsApp answered just now how a number stands; said only when that is news."""
    change = msgspec.structs.replace(change, at=now)
    before = numbers.get(db, id)
    known_before = before.quality is not None
    if numbers.update(db, id, change) and (known_before or change.quality in POOR):
        _tell(db, id, change, now)


def _tell(db: Database, id: str, change: NumberChange, now: float) -> None:
    severe = change.severe or change.quality in POOR
    journal.append(
        db,
        "number.changed",
        now,
        number=id,
        event=change.event,
        quality=change.quality,
        limit=change.limit,
        status=change.status,
        detail=change.detail,
        severe=severe,
    )
    if severe:
        log.warning("whatsapp says that the number is in trouble", number=id, told=change.event, detail=change.detail)
