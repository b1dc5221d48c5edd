"""Calls to the outside world that flows wait for: rows with attempts, like messages."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

LEASE_SECONDS = 150.0
"""Longer than any call may take: a lease that ran out means that the worker died."""


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One call to make."""

    id: int
    contact_id: int
    execution_id: int | None
    call_id: str
    kind: str
    request: dict[str, Any]
    attempts: int
    max_attempts: int
    created_at: float
    lease_until: float
    """Tells this try from every other one: who comes back after another has taken over changes nothing."""


_COLUMNS = "id, contact_id, execution_id, call_id, kind, request, attempts, max_attempts, created_at, lease_until"


def add(
    db: Database,
    contact_id: int,
    execution_id: int | None,
    call_id: str,
    kind: str,
    request: dict[str, Any],
    max_attempts: int,
    now: float,
) -> int:
    """Queue a call; its id. The same call of the same execution is queued once."""
    cursor = db.execute(
        "insert into calls (contact_id, execution_id, call_id, kind, request, max_attempts, created_at, "
        "next_attempt_at) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        (contact_id, execution_id, call_id, kind, msgspec.json.encode(request).decode(), max_attempts, now, now),
    )
    return int(cursor.lastrowid or 0)


def claim(db: Database, now: float, limit: int) -> list[StoredCall]:
    """Take calls that are due, and those whose worker died in the middle, as often as they may be tried."""
    rows = db.execute(
        "update calls set status = 'running', attempts = attempts + 1, lease_until = :lease where id in ("
        "select id from calls where status = 'pending' and next_attempt_at <= :now "
        "union select id from calls where status = 'running' and lease_until < :now and attempts < max_attempts "
        "limit :limit) "
        f"returning {_COLUMNS}",
        {"now": now, "lease": now + LEASE_SECONDS, "limit": limit},
    ).fetchall()
    return [_call(row) for row in sorted(rows)]


def lost(db: Database, now: float) -> list[StoredCall]:
    """Calls whose worker died in the middle and that may not be tried again."""
    rows = db.execute(
        f"select {_COLUMNS} from calls where status = 'running' and lease_until < ? and attempts >= max_attempts",
        (now,),
    )
    return [_call(row) for row in rows.fetchall()]


def waiting(db: Database, now: float) -> bool:
    """Whether there is a call to make now."""
    row = db.execute(
        "select exists (select 1 from calls where status = 'pending' and next_attempt_at <= ?1) "
        "or exists (select 1 from calls where status = 'running' and lease_until < ?1)",
        (now,),
    ).fetchone()
    return bool(row[0])


def next_due(db: Database) -> float | None:
    """When the next call is due, or the next lease runs out."""
    row = db.execute(
        "select min(at) from (select min(next_attempt_at) as at from calls where status = 'pending' "
        "union all select min(lease_until) from calls where status = 'running')"
    ).fetchone()
    return None if row[0] is None else float(row[0])


def retry(db: Database, call: StoredCall, at: float, reason: str) -> None:
    """Try again at a moment, unless somebody else has it by now."""
    db.execute(
        "update calls set status = 'pending', next_attempt_at = ?, lease_until = null, failed_reason = ? "
        "where id = ? and status = 'running' and lease_until = ?",
        (at, reason, call.id, call.lease_until),
    )


def finish(db: Database, call: StoredCall, answer: dict[str, Any], now: float, failed: str | None = None) -> int | None:
    """Keep the answer, or the reason it failed for good; whom it concerns, None when somebody else has it by now.

    Two contacts may have become one since the call was claimed.
    """
    row = db.execute(
        "update calls set status = ?, answer = ?, finished_at = ?, failed_reason = ?, lease_until = null "
        "where id = ? and status = 'running' and lease_until = ? returning contact_id",
        (
            "dead" if failed else "done",
            msgspec.json.encode(answer).decode(),
            now,
            failed,
            call.id,
            call.lease_until,
        ),
    ).fetchone()
    return int(row[0]) if row else None


def answer(db: Database, execution_id: int, call_id: str) -> tuple[bool, dict[str, Any]] | None:
    """Whether a call went well and what came back; None while it is under way."""
    row = db.execute(
        "select status, answer from calls where execution_id = ? and call_id = ? and status in ('done', 'dead')",
        (execution_id, call_id),
    ).fetchone()
    if row is None:
        return None
    value: dict[str, Any] = msgspec.json.decode(row[1] or "{}")
    return row[0] == "done" and list(value) != ["reason"], value


def _call(row: tuple[Any, ...]) -> StoredCall:
    id, contact_id, execution_id, call_id, kind, request, *rest = row
    return StoredCall(id, contact_id, execution_id, call_id, kind, msgspec.json.decode(request), *rest)
