"""Write down how a send ended."""

import random
from typing import Any

from sqlite_utils import Database

from zapbot.connector import Accepted, Hold, Outcome, Refused, Retry, Stop, Unknown, Unsent
from zapbot.desk import consent, identify, template_sync
from zapbot.store import conversations, journal, outbox, settings, statuses, troubles
from zapbot.store.outbox import Claim

BACKOFF_CAP = 300.0
MOST_HOLDS = 8


def settle(db: Database, claim: Claim, outcome: Outcome, now: float) -> None:
    """One message's row after one try. Runs in the caller's transaction."""
    match outcome:
        case Accepted(id, recipient):
            _accepted(db, claim, id, now)
            if recipient.known:
                identify.attach(db, outbox.contact_of(db, claim), recipient, now, now)
        case Retry(reason, code, attempts):
            if claim.attempts - claim.holds >= min(attempts or claim.max_attempts, claim.max_attempts):
                give_up(db, claim, code, reason, now)
            else:
                outbox.retry(db, claim, now + backoff(claim.attempts), code, reason)
                _note(db, claim, "message.waits", now, code=code, reason=reason)
        case Hold(reason, seconds, code, scope):
            if claim.holds >= MOST_HOLDS:
                give_up(db, claim, code, reason, now)
            else:
                new = outbox.hold(db, claim, now + seconds * 4.0 ** min(claim.holds, 5), code, reason)
                _waits(db, claim, now, new or scope == "contact", reason)
        case Stop(reason, code):
            _waits(db, claim, now, outbox.unsent(db, claim, now, reason), reason)
            stop_number(db, claim.number, code, reason, now)
        case Unsent(reason):
            _waits(db, claim, now, outbox.unsent(db, claim, now, reason), reason)
        case Unknown(reason):
            if outbox.unknown(db, claim, reason, now):
                _note(db, claim, "message.unknown", now, reason=reason)
        case Refused(reason, code, marketing):
            consent.heed(db, outbox.contact_of(db, claim), marketing, now, now)
            template_sync.doubt(db, claim.id, code, reason, now)
            give_up(db, claim, code, reason, now)


def give_up(db: Database, claim: Claim, code: int | None, reason: str, now: float) -> None:
    """Make a dead letter of a message."""
    if outbox.give_up(db, claim, code, reason, now):
        conversations.waits_again(db, claim.conversation_id)
        _note(db, claim, "message.dead", now, code=code, reason=reason)


def backoff(attempts: int) -> float:
    """Seconds before the next try: full jitter under 4, 16, 64 ... 300."""
    return random.uniform(0.2, min(BACKOFF_CAP, 4.0**attempts))


def _accepted(db: Database, claim: Claim, wamid: str, now: float) -> None:
    other = outbox.accepted(db, claim, wamid, now)
    if other is not None:
        _note(db, claim, "message.duplicate", now, wamid=wamid, first=other)
        return
    statuses.adopt(db, claim.id, wamid)
    if claim.scheduled_at is not None:
        conversations.spoke(db, claim.conversation_id, claim.id, claim.origin, now)
    _note(db, claim, "message.sent", now)


def stop_number(db: Database, number: str, code: int | None, reason: str, now: float) -> None:
    """A number cannot send: said once, until it can again."""
    before = stopped(db, number)
    if before is None:
        journal.append(db, "number.stopped", now, number=number, code=code, reason=reason)
    since = before["at"] if before else now
    settings.put(db, f"{troubles.STOPPED}{number}", {"code": code, "reason": reason, "at": since}, now)


def stopped(db: Database, number: str) -> dict[str, Any] | None:
    """Why a number cannot send (`code`, `reason`) and since when (`at`); None when it can."""
    why: dict[str, Any] | None = settings.get(db, f"{troubles.STOPPED}{number}")
    return why


def resume_number(db: Database, number: str, now: float) -> None:
    """A number can send again."""
    settings.drop(db, f"{troubles.STOPPED}{number}")
    journal.append(db, "number.resumed", now, number=number)


def _waits(db: Database, claim: Claim, now: float, news: bool, reason: str) -> None:
    """Tell why a message still waits; what keeps the whole number back is not told anew of each of its tries."""
    if news:
        _note(db, claim, "message.waits", now, reason=reason)


def _note(db: Database, claim: Claim, kind: str, now: float, **data: object) -> None:
    journal.append(db, kind, now, claim.contact_id, claim.conversation_id, claim.id, **data)
