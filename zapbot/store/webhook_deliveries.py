"""What other systems are to be told: one row for each event and webhook, with attempts, like calls.

A row's `token` goes along as `webhook-id`, the same at every try, so that the receiver can know a repetition.
"""

import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError

EACH = 4
"""Requests at once to one webhook."""
MOST_FAILURES = 5
"""In a row; a webhook with as many is tried with one delivery at a time."""
LEASE_SECONDS = 30.0
"""Longer than a try may take: a lease that ran out means that the worker died."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to try now."""

    id: int
    token: str
    webhook_id: int
    event: str
    payload: str
    attempts: int
    lease_until: float
    """Tells this try from every other one: who comes back after another has taken over changes nothing."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where one delivery stands; `code` is the HTTP status of the last answer, if there was one."""

    id: int
    token: str
    webhook_id: int
    event: str
    payload: str
    status: str
    attempts: int
    created_at: float
    next_attempt_at: float
    finished_at: float | None
    reason: str | None
    code: int | None


@dataclass(frozen=True, slots=True)
class Try:
    """One line of the log: what was answered, or why nothing was."""

    at: float
    code: int | None
    milliseconds: float
    body_head: str
    error: str | None


_CLAIMED = "id, token, webhook_id, event, payload, attempts, lease_until"
_LISTED = (
    "id, token, webhook_id, event, payload, status, attempts, created_at, next_attempt_at, finished_at, failed_reason, "
    "(select status from webhook_logs l where l.delivery_id = webhook_deliveries.id order by l.id desc limit 1)"
)
_DUE = "((status = 'pending' and next_attempt_at <= :now) or (status = 'running' and lease_until < :now))"


def add(
    db: Database,
    webhook_id: int,
    event: str,
    payload: str,
    now: float,
    journal_id: int | None = None,
    contact_id: int | None = None,
) -> None:
    """Queue a delivery; one line of the journal is told to a webhook once.

    It goes when its contact is erased, because its payload tells about them.
    """
    db.execute(
        "insert into webhook_deliveries (token, webhook_id, contact_id, journal_id, event, payload, created_at, "
        "next_attempt_at) values (?, ?, (select id from contacts where id = ?), ?, ?, ?, ?, ?) on conflict do nothing",
        (new_token(), webhook_id, contact_id, journal_id, event, payload, now, now),
    )


def new_token() -> str:
    """A `webhook-id` nobody else has."""
    return f"msg_{secrets.token_hex(12)}"


def claim(db: Database, now: float, each: int = EACH) -> list[Claim]:
    """Take what is due, at most `each` at once to one webhook, and one to a webhook that failed often in a row.

    What a worker left when it died is due when its lease has run out.
    """
    claimed = []
    for webhook_id, room in _rooms(db, now, each):
        rows = db.execute(
            "update webhook_deliveries set status = 'running', attempts = attempts + 1, lease_until = :lease "
            f"where id in (select id from webhook_deliveries where webhook_id = :webhook and {_DUE} "
            f"order by next_attempt_at, id limit :room) returning {_CLAIMED}",
            {"webhook": webhook_id, "now": now, "lease": now + LEASE_SECONDS, "room": room},
        ).fetchall()
        claimed += [Claim(*row) for row in sorted(rows)]
    return claimed


def due(db: Database, now: float) -> bool:
    """Whether something is due that would be claimed now."""
    return any(
        db.execute(
            f"select 1 from webhook_deliveries where webhook_id = :webhook and {_DUE} limit 1",
            {"webhook": webhook_id, "now": now},
        ).fetchone()
        for webhook_id, _ in _rooms(db, now, EACH)
    )


def next_due(db: Database) -> float | None:
    """When the next delivery is due, or the next lease runs out."""
    row = db.execute(
        "select min(max(at, coalesce(w.paused_until, 0))) from webhooks w join ("
        "select webhook_id, min(next_attempt_at) as at from webhook_deliveries where status = 'pending' group by 1 "
        "union all select webhook_id, min(lease_until) from webhook_deliveries where status = 'running' group by 1) "
        "on webhook_id = w.id where w.status = 'active'"
    ).fetchone()
    return None if row[0] is None else float(row[0])


def finish(db: Database, claim: Claim, status: str, now: float, reason: str | None = None) -> bool:
    """It is `done` or `dead`; False when somebody else has it by now."""
    cursor = db.execute(
        "update webhook_deliveries set status = ?, finished_at = ?, failed_reason = ?, lease_until = null "
        "where id = ? and status = 'running' and lease_until = ?",
        (status, now, reason, claim.id, claim.lease_until),
    )
    return cursor.rowcount > 0


def retry(db: Database, claim: Claim, at: float, reason: str) -> bool:
    """Try again at a moment; False when somebody else has it by now."""
    cursor = db.execute(
        "update webhook_deliveries set status = 'pending', next_attempt_at = ?, failed_reason = ?, lease_until = null "
        "where id = ? and status = 'running' and lease_until = ?",
        (at, reason, claim.id, claim.lease_until),
    )
    return cursor.rowcount > 0


def release(db: Database, claim: Claim) -> None:
    """Give back a claim that was not tried to its end: it costs no attempt."""
    db.execute(
        "update webhook_deliveries set status = 'pending', attempts = attempts - 1, lease_until = null "
        "where id = ? and status = 'running' and lease_until = ?",
        (claim.id, claim.lease_until),
    )


def log(db: Database, delivery_id: int, tried: Try) -> None:
    """Write down one try."""
    db.execute(
        "insert into webhook_logs (delivery_id, at, status, duration_ms, body_head, error) values (?, ?, ?, ?, ?, ?)",
        (delivery_id, tried.at, tried.code, tried.milliseconds, tried.body_head, tried.error),
    )


def get(db: Database, id: int) -> Delivery:
    """A delivery. Raises NotFoundError."""
    row = db.execute(f"select {_LISTED} from webhook_deliveries where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no delivery {id}; `zapbot webhooks deliveries ID` shows those there are")
    return Delivery(*row)


def listed(
    db: Database, webhook_id: int, *, failed: bool = False, limit: int = 100, before: int | None = None
) -> list[Delivery]:
    """Deliveries of a webhook, the newest first; with `failed` those that gave up or failed and are tried again."""
    only = "and (status = 'dead' or (status <> 'done' and failed_reason is not null))" if failed else ""
    rows = db.execute(
        f"select {_LISTED} from webhook_deliveries where webhook_id = ?1 and (?2 is null or id < ?2) {only} "
        "order by id desc limit ?3",
        (webhook_id, before, limit),
    )
    return [Delivery(*row) for row in rows.fetchall()]


def tries(db: Database, delivery_id: int) -> list[Try]:
    """The log of a delivery, the first try first."""
    rows = db.execute(
        "select at, status, duration_ms, body_head, error from webhook_logs where delivery_id = ? order by id",
        (delivery_id,),
    )
    return [Try(*row) for row in rows.fetchall()]


def counts(db: Database, webhook_id: int) -> dict[str, int]:
    """How many deliveries of a webhook stand where."""
    rows = db.execute(
        "select status, count(*) from webhook_deliveries where webhook_id = ? group by status", (webhook_id,)
    )
    return dict.fromkeys(("pending", "running", "done", "dead", "dropped"), 0) | dict(rows.fetchall())


def again(db: Database, id: int, now: float) -> bool:
    """Send a delivery once more with all its attempts, whatever became of it; False when it is on its way now."""
    cursor = db.execute(
        "update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = ?, finished_at = null, "
        "failed_reason = null where id = ? and status <> 'running'",
        (now, id),
    )
    return cursor.rowcount > 0


def again_failed(db: Database, webhook_id: int, now: float) -> int:
    """Send all deliveries of a webhook once more that gave up; how many."""
    cursor = db.execute(
        "update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = ?, finished_at = null, "
        "failed_reason = null where webhook_id = ? and status = 'dead'",
        (now, webhook_id),
    )
    return cursor.rowcount


def forget(db: Database, before: float, limit: int = 1000) -> int:
    """Drop what ended before a moment, with its log; how many. What gave up stays until somebody looked at it."""
    cursor = db.execute(
        "delete from webhook_deliveries where id in (select id from webhook_deliveries "
        "where status in ('done', 'dropped') and finished_at < ? limit ?)",
        (before, limit),
    )
    return cursor.rowcount


def _rooms(db: Database, now: float, each: int) -> list[tuple[int, int]]:
    """The webhooks that may be sent to now, each with how many more may be on their way to it."""
    rows = db.execute(
        "select id, room from (select id, iif(failures >= :careful, 1, :each) - (select count(*) "
        "from webhook_deliveries d where d.webhook_id = w.id and d.status = 'running' and d.lease_until >= :now) "
        "as room from webhooks w where status = 'active' and coalesce(paused_until, 0) <= :now) where room > 0",
        {"careful": MOST_FAILURES, "each": each, "now": now},
    )
    return rows.fetchall()
