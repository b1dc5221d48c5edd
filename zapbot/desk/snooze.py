"""Put a conversation off: until the customer writes, or until a moment; or let it wait for somebody else."""

from datetime import datetime, timedelta, tzinfo

from sqlite_utils import Database

from zapbot.errors import ConflictError, UsageError
from zapbot.store import handling, journal
from zapbot.store.db import transaction
from zapbot.store.handling import Holder

WHENS = ("reply", "hour", "tomorrow", "week")
MORNING = 9
LONGEST_DAYS = 366


def snooze(db: Database, id: int, until: float | None, by: str, now: float) -> Holder:
    """Put a conversation off until a moment, or until the customer writes when there is none.

    Either way it wakes when they write. Raises NotFoundError, UsageError for a moment that is past, and
    ConflictError when it is resolved.
    """
    if until is not None and not now < until < now + LONGEST_DAYS * 86400:
        raise UsageError("choose a moment within the next year")
    with transaction(db):
        before = _unresolved(db, id)
        handling.snooze(db, id, until, now)
        was = before.standing
        journal.append(db, "conversation.snoozed", now, before.contact_id, id, until=until, by=by, before=was)
        return handling.holder(db, id)


def pend(db: Database, id: int, by: str, now: float) -> Holder:
    """Mark that it waits for somebody else. Raises NotFoundError, and ConflictError when it is resolved."""
    with transaction(db):
        before = _unresolved(db, id)
        if before.status == "pending":
            return before
        handling.pend(db, id, now)
        was = before.standing
        journal.append(db, "conversation.updated", now, before.contact_id, id, status="pending", by=by, before=was)
        return handling.holder(db, id)


def moment(when: str, now: float, zone: tzinfo) -> float | None:
    """When that is: `reply` has no moment; `hour`, `tomorrow` and `week` (Monday, 9:00); else a local time.

    A local time is written as 2026-09-21T14:30. Raises UsageError.
    """
    here = datetime.fromtimestamp(now, zone)
    match when:
        case "reply":
            return None
        case "hour":
            return now + 3600
        case "tomorrow":
            return _morning(here, 1)
        case "week":
            return _morning(here, 7 - here.weekday())
    try:
        return datetime.fromisoformat(when).replace(tzinfo=zone).timestamp()
    except ValueError:
        raise UsageError(f"{when!r} is no moment: write 2026-09-21T14:30, or {', '.join(WHENS)}") from None


def _morning(here: datetime, days: int) -> float:
    day = (here + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, MORNING, tzinfo=here.tzinfo).timestamp()


def _unresolved(db: Database, id: int) -> Holder:
    before = handling.holder(db, id)
    if before.status == "resolved":
        raise ConflictError("this conversation is resolved: open it again first")
    return before
