"""Follow what became of a message we sent."""

from sqlite_utils import Database

from zapbot.connector import Connector, Hold, Refused, Retry, StatusChange, Stop
from zapbot.desk import consent, identify, template_sync
from zapbot.desk.pace import STOP_PAUSE
from zapbot.desk.settle import stop_number
from zapbot.store import conversations, flow_files, journal, statuses
from zapbot.store.statuses import Applied, Target

RETRY_SECONDS = 5.0
UNUSABLE_FILE = 131053


def track(db: Database, connector: Connector, change: StatusChange, now: float) -> None:
    """Apply a status; note progress, a failure (tried again when its code says so), or a double send."""
    applied = statuses.apply(db, change, now)
    target = applied.target
    if target is None:
        return
    if applied.duplicate:
        _note_duplicate(db, applied, change, now)
    if applied.moved:
        journal.append(
            db, "message.status", now, target.contact_id, target.conversation_id, target.id, status=change.status
        )
    if applied.failed:
        template_sync.doubt(db, target.id, change.code, change.reason or "", now)
        _try_again(db, connector, target, change, now)
        conversations.waits_again(db, target.conversation_id)
    if change.status == "sent" and change.recipient.bsuid:
        identify.attach(db, target.contact_id, change.recipient, change.at, now)


def _try_again(db: Database, connector: Connector, target: Target, change: StatusChange, now: float) -> None:
    """Queue it again if the failure is one that passes."""
    if change.code == UNUSABLE_FILE:
        flow_files.forget_upload_of(db, target.id)
    match connector.reread(change.code, change.reason):
        case Retry(attempts=cap) if target.attempts < min(cap or target.max_attempts, target.max_attempts):
            statuses.send_again(db, target, now + RETRY_SECONDS)
        case Hold(seconds=seconds) if target.attempts < target.max_attempts:
            statuses.send_again(db, target, now + seconds * 4.0 ** min(target.attempts - 1, 5))
        case Stop(reason, code) if target.attempts < target.max_attempts:
            statuses.send_again(db, target, now + STOP_PAUSE)
            stop_number(db, target.number, code, reason, now)
        case Refused(marketing=marketing):
            consent.heed(db, target.contact_id, marketing, change.at, now)


def _note_duplicate(db: Database, applied: Applied, change: StatusChange, now: float) -> None:
    """A message in doubt was sent again, and now its first sending shows up: counted, once."""
    target = applied.target
    assert target is not None
    if change.status == "sent":
        journal.append(
            db, "message.duplicate", now, target.contact_id, target.conversation_id, target.id, wamid=change.id
        )
