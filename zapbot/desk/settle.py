"""Write down how a send ended."""

import random

from sqlite_utils import Database

from zapbot.connector import Accepted, Hold, Outcome, Refused, Retry, Stop, Unknown, Unsent
from zapbot.desk import identify
from zapbot.store import journal, outbox, settings, statuses
from zapbot.store.outbox import Claim

BACKOFF_CAP = 300.0
MOST_HOLDS = 8
STOPPED = "number.stopped"


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
        case Hold(reason, seconds, code):
            if claim.holds >= MOST_HOLDS:
                give_up(db, claim, code, reason, now)
            else:
                outbox.hold(db, claim, now + seconds * 4.0 ** min(claim.holds, 5), code, reason)
        case Stop(reason, code):
            outbox.unsent(db, claim, now, reason)
            stop_number(db, code, reason, now)
        case Unsent(reason):
            outbox.unsent(db, claim, now, reason)
        case Unknown(reason):
            if outbox.unknown(db, claim, reason, now):
                _note(db, claim, "message.unknown", now, reason=reason)
        case Refused(reason, code):
            give_up(db, claim, code, reason, now)


def give_up(db: Database, claim: Claim, code: int | None, reason: str, now: float) -> None:
    """Make a dead letter of a message."""
    if outbox.give_up(db, claim, code, reason, now):
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
    _note(db, claim, "message.sent", now)


def stop_number(db: Database, code: int | None, reason: str, now: float) -> None:
    """The number cannot send: said once, until it can again."""
    if settings.get(db, STOPPED) is None:
        journal.append(db, "number.stopped", now, code=code, reason=reason)
    settings.put(db, STOPPED, {"code": code, "reason": reason, "at": now}, now)


def _note(db: Database, claim: Claim, kind: str, now: float, **data: object) -> None:
    journal.append(db, kind, now, claim.contact_id, claim.conversation_id, claim.id, **data)
