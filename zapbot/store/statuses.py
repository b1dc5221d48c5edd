"""What became of messages we sent: statuses applied so that a tick never goes back.

Rank is sent, delivered, read, played; a late lower one only fills its time. `failed` counts unless the message was
delivered. A status may come before our own answer is stored, or for a message we never sent: it is kept apart and
applied when its message becomes known. Cloud API fact sheet, section 5.
"""

import re
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.connector import StatusChange

RANK = {"pending": 0, "sending": 0, "unknown": 0, "dead": 0, "canceled": 0, "failed": 1}
RANK |= {"sent": 1, "delivered": 2, "read": 3, "played": 4}
_PROGRESS = ("sent", "delivered", "read", "played")


@dataclass(frozen=True, slots=True)
class Target:
    """The message a status is about."""

    id: int
    contact_id: int
    conversation_id: int
    status: str
    wamid: str | None
    attempts: int
    max_attempts: int
    failed_attempt: int
    number: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a status changed: the message, whether its tick moved, and whether it shows that we sent twice."""

    target: Target | None
    moved: bool = False
    failed: bool = False
    duplicate: bool = False


_COLUMNS = "id, contact_id, conversation_id, status, wamid, attempts, max_attempts, failed_attempt, number"


def apply(db: Database, change: StatusChange, now: float) -> Applied:
    """Apply a status to its message, or keep it until the message is known."""
    attempt, target = _by_callback(db, change)
    if target is None:
        target = _by_wamid(db, change.id)
    if target is None:
        _keep(db, change, now)
        return Applied(None)
    if target.wamid is not None and target.wamid != change.id:
        return Applied(target, duplicate=change.status != "failed")
    if change.status == "failed":
        return _fail(db, target, change, attempt)
    if change.status == "sent" and attempt is not None and attempt <= target.failed_attempt:
        return Applied(target)
    return _advance(db, target, change)


def adopt(db: Database, message_id: int, wamid: str) -> None:
    """Apply the statuses that came before their message was known."""
    rows = db.execute(
        "delete from orphan_statuses where wamid = ? returning wamid, status, at, code, reason", (wamid,)
    ).fetchall()
    for id, status, at, code, reason in sorted(rows, key=lambda row: row[2]):
        target = _by_wamid(db, id)
        change = StatusChange(id, status, at, code=code, reason=reason)
        if target is not None and target.id == message_id:
            _fail(db, target, change, None) if status == "failed" else _advance(db, target, change)


def forget_orphans(db: Database, before: float) -> int:
    """Drop statuses whose message never became known; how many."""
    return db.execute("delete from orphan_statuses where received_at < ?", (before,)).rowcount


def _by_callback(db: Database, change: StatusChange) -> tuple[int | None, Target | None]:
    parts = (change.callback or "").split(":")
    if len(parts) != 3 or parts[0] != "zapbot" or not re.fullmatch("[0-9]{1,9}", parts[2]):
        return None, None
    row = db.execute(f"select {_COLUMNS} from messages where token = ?", (parts[1],)).fetchone()
    return int(parts[2]), Target(*row) if row else None


def _by_wamid(db: Database, wamid: str) -> Target | None:
    row = db.execute(f"select {_COLUMNS} from messages where wamid = ? and direction = 'out'", (wamid,)).fetchone()
    return Target(*row) if row else None


def _keep(db: Database, change: StatusChange, now: float) -> None:
    db.execute(
        "insert into orphan_statuses (wamid, status, at, code, reason, received_at) select ?1, ?2, ?3, ?4, ?5, ?6 "
        "where not exists (select 1 from orphan_statuses where wamid = ?1 and status = ?2)",
        (change.id, change.status, change.at, change.code, change.reason, now),
    )


def _advance(db: Database, target: Target, change: StatusChange) -> Applied:
    if change.status not in _PROGRESS:
        return Applied(target)
    rises = RANK[change.status] > RANK[target.status]
    if target.status == "failed" and change.status == "sent":
        rises = False
    db.execute(
        f"update messages set {change.status}_at = min(coalesce({change.status}_at, ?), ?), wamid = ?, "
        "sent_at = coalesce(sent_at, ?), status = ?, lease_until = null, unknown_at = null where id = ?",
        (change.at, change.at, change.id, change.at, change.status if rises else target.status, target.id),
    )
    return Applied(target, moved=rises)


def _fail(db: Database, target: Target, change: StatusChange, attempt: int | None) -> Applied:
    stale = attempt is not None and (attempt < target.attempts or attempt <= target.failed_attempt)
    if stale or RANK[target.status] >= RANK["delivered"] or target.status in ("failed", "dead"):
        return Applied(target)
    db.execute(
        "update messages set status = 'failed', failed_at = ?, failed_code = ?, failed_reason = ?, wamid = ?, "
        "lease_until = null, unknown_at = null where id = ?",
        (change.at, change.code, change.reason, change.id, target.id),
    )
    return Applied(target, moved=True, failed=True)


def send_again(db: Database, target: Target, at: float) -> None:
    """Queue a message again whose failure was told later and is worth another try."""
    db.execute(
        "update messages set status = 'pending', wamid = null, failed_attempt = attempts, next_attempt_at = ? "
        "where id = ? and status = 'failed'",
        (at, target.id),
    )
