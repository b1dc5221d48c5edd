"""The outgoing queue: rows of `messages` claimed in order per contact, sent once, settled.

    pending -> sending -> sent            accepted
                       -> pending         try again later
                       -> unknown         the request left, its outcome is not known
                       -> dead            gave up: a dead letter

A claim takes the oldest open row of each contact that has none in flight, so a contact's next message leaves
only after the one before was accepted or gave up. A claim is leased; a lease that runs out means the worker died
in the middle, so its row is `unknown`. What campaigns send leaves when nothing else is due: a customer who wrote
does not wait behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import model

LEASE_SECONDS = 10.0
DOUBT = "sent again by a person; it may have arrived"
"""Why a message is over in whose place another one was sent before anybody knew what became of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to send now."""

    id: int
    contact_id: int
    conversation_id: int
    content: model.Content
    token: str
    attempts: int
    max_attempts: int
    holds: int
    reply_to: str | None
    number: str
    origin: str
    scheduled_at: float | None

    @property
    def callback(self) -> str:
        """The id of this attempt; the channel echoes it in every status."""
        return f"zapbot:{self.token}:{self.attempts}"


AHEAD = """
        p.status in ('pending', 'sending', 'unknown') and p.contact_id = m.contact_id and p.id < m.id
          and p.number = m.number and p.held_for is null and (p.scheduled_at is null or p.scheduled_at <= :now)
          and not (p.status = 'unknown' and p.origin in ('agent', 'campaign') and p.unknown_at <= :given_up)
"""
"""When a message p keeps a message m from leaving, at a moment."""
_READY = f"""
    select m.id from messages m
    where m.status = 'pending' and m.next_attempt_at <= :now and m.number = :number and (m.origin = 'campaign') = :bulk
      and not exists (
        select 1 from messages p
        where {AHEAD})
      and not exists (
        select 1 from messages s
        where s.status in ('pending', 'sending', 'unknown') and s.contact_id = m.contact_id and s.status = 'sending'
          and s.number = m.number)
    order by m.next_attempt_at, m.id limit :limit
"""


def any_ready(db: Database, number: str, now: float) -> bool:
    """Whether a message of a number may be due: a look without the write lock."""
    row = db.execute(
        "select 1 from messages where status = 'pending' and next_attempt_at <= ? and number = ? "
        "and (origin = 'campaign') in (0, 1) limit 1",
        (now, number),
    )
    return row.fetchone() is not None


def claim(db: Database, number: str, now: float, limit: int, grace: float) -> list[Claim]:
    """Take up to `limit` messages to send from a number, leased to the caller.

    `grace` is how long an unknown message of a person holds the contact's next one back.
    """
    claims = _claim(db, number, now, limit, grace, bulk=False)
    left = limit - len(claims)
    return claims + _claim(db, number, now, left, grace, bulk=True) if left else claims


def _claim(db: Database, number: str, now: float, limit: int, grace: float, bulk: bool) -> list[Claim]:
    rows = db.execute(
        "update messages set status = 'sending', attempts = attempts + 1, claimed_at = :now, lease_until = :lease "
        f"where id in ({_READY}) and status = 'pending' "
        "returning id, contact_id, conversation_id, content, token, attempts, max_attempts, holds, reply_to, "
        "number, origin, scheduled_at",
        {
            "now": now,
            "number": number,
            "lease": now + LEASE_SECONDS,
            "limit": limit,
            "given_up": now - grace,
            "bulk": bulk,
        },
    ).fetchall()
    return [Claim(r[0], r[1], r[2], model.decode(r[3]), *r[4:]) for r in sorted(rows)]


def renew(db: Database, claims: Sequence[Claim], now: float) -> None:
    """Keep messages that are still on their way from being taken for lost."""
    db.conn.executemany(
        "update messages set lease_until = ? where id = ? and status = 'sending' and attempts = ?",
        [(now + LEASE_SECONDS, claim.id, claim.attempts) for claim in claims],
    )


def accepted(db: Database, claim: Claim, wamid: str, now: float) -> str | None:
    """Settle a message the channel took; the wamid a status named before, if it was another one.

    A status may have come first, even one that this attempt failed, or the row may be `unknown` by now; none of
    it loses what is known already.
    """
    row = db.execute("select status, wamid, failed_attempt from messages where id = ?", (claim.id,)).fetchone()
    if row is None or claim.attempts <= row[2]:
        return None
    if row[1] is not None and row[1] != wamid:
        return str(row[1])
    db.execute(
        "update messages set wamid = ?, sent_at = coalesce(sent_at, ?), lease_until = null, unknown_at = null, "
        "at = max(at, coalesce(sent_at, ?)), "
        "status = iif(status in ('sending', 'unknown', 'pending', 'dead', 'canceled'), 'sent', status) where id = ?",
        (wamid, now, now, claim.id),
    )
    return None


def contact_of(db: Database, claim: Claim) -> int:
    """Whose message it is now: two contacts may have become one while it was on its way."""
    return int(db.execute("select contact_id from messages where id = ?", (claim.id,)).fetchone()[0])


def retry(db: Database, claim: Claim, at: float, code: int | None, reason: str) -> None:
    """Try again at a moment; the attempt counts."""
    _back(db, claim, at, code, reason, "attempts = attempts")


def unsent(db: Database, claim: Claim, at: float, reason: str) -> bool:
    """Try again at a moment; the request never left, so the attempt does not count. Whether the reason is a new one."""
    return _back(db, claim, at, None, reason, "attempts = attempts - 1")


def hold(db: Database, claim: Claim, at: float, code: int | None, reason: str) -> bool:
    """Try again at a moment; refused for speed only, which is counted apart. Whether the reason is a new one."""
    return _back(db, claim, at, code, reason, "holds = holds + 1")


def _back(db: Database, claim: Claim, at: float, code: int | None, reason: str, count: str) -> bool:
    """Into the queue again, unless it was taken back while it was on its way; whether the reason is a new one."""
    before = db.execute("select failed_code, failed_reason from messages where id = ?", (claim.id,)).fetchone()
    cursor = db.execute(
        "update messages set status = iif(next_attempt_at is null, 'canceled', 'pending'), "
        f"next_attempt_at = iif(next_attempt_at is null, null, ?), lease_until = null, failed_code = ?, "
        f"failed_reason = ?, {count} where id = ? and attempts = ? and status in ('sending', 'unknown')",
        (at, code, reason, claim.id, claim.attempts),
    )
    return cursor.rowcount > 0 and before != (code, reason)


def give_up(db: Database, claim: Claim, code: int | None, reason: str, now: float) -> bool:
    """Make a dead letter of it; False when a status settled it meanwhile."""
    cursor = db.execute(
        "update messages set status = 'dead', lease_until = null, failed_at = ?, failed_code = ?, failed_reason = ? "
        "where id = ? and attempts = ? and status in ('sending', 'unknown')",
        (now, code, reason, claim.id, claim.attempts),
    )
    return cursor.rowcount > 0


def unknown(db: Database, claim: Claim, reason: str, now: float) -> bool:
    """The request left and nobody knows what became of it: a status will tell, or the grace period ends.

    False when a status has told already.
    """
    cursor = db.execute(
        "update messages set status = 'unknown', lease_until = null, unknown_at = ?, failed_reason = ? "
        "where id = ? and attempts = ? and status = 'sending'",
        (now, reason, claim.id, claim.attempts),
    )
    return cursor.rowcount > 0


def expire_leases(db: Database, now: float) -> list[int]:
    """Messages whose sender died in the middle become `unknown`; their ids."""
    rows = db.execute(
        "update messages set status = 'unknown', unknown_at = ?, lease_until = null, "
        "failed_reason = 'the worker stopped while sending' "
        "where status = 'sending' and lease_until < ? returning id",
        (now, now),
    )
    return [id for (id,) in rows.fetchall()]


def resend_unknown(db: Database, now: float, grace: float, proven_at: float | None) -> list[int]:
    """Queue again what is still unknown `grace` seconds after it was tried, or give it up; the ids queued.

    `proven_at` is when the last webhook came: unless one came after the try, that none tells of the message
    proves nothing. Messages written by people wait for a person.
    """
    if proven_at is None:
        return []
    rows = db.execute(
        "update messages set status = "
        "case when next_attempt_at is null then 'canceled' when attempts - holds >= max_attempts then 'dead' "
        "else 'pending' end, "
        "next_attempt_at = ?, unknown_at = null, failed_at = iif(attempts - holds >= max_attempts, ?, null) "
        "where status = 'unknown' and claimed_at <= ? and claimed_at < ? and origin not in ('agent', 'campaign') "
        "returning id, status",
        (now, now, now - grace, proven_at),
    )
    return [id for id, status in rows.fetchall() if status == "pending"]


def next_due(db: Database, number: str, now: float, grace: float) -> float | None:
    """When next there is something to do for a number: a retry, a lease that runs out, a grace period that ends."""
    row = db.execute(
        "select min(at) from (select min(next_attempt_at) as at from messages "
        "where status = 'pending' and number = :number and (origin = 'campaign') = 0 and next_attempt_at > :now "
        "union all select min(next_attempt_at) from messages "
        "where status = 'pending' and number = :number and (origin = 'campaign') = 1 and next_attempt_at > :now "
        "union all select min(lease_until) from messages where status = 'sending' and lease_until > :now "
        "union all select min(claimed_at) + :grace from messages "
        "where status = 'unknown' and claimed_at + :grace > :now "
        "union all select min(unknown_at) + :grace from messages "
        "where status = 'unknown' and origin in ('agent', 'campaign') and unknown_at + :grace > :now)",
        {"now": now, "number": number, "grace": grace},
    ).fetchone()
    return None if row[0] is None else float(row[0])


def busy(db: Database, now: float) -> bool:
    """Whether a drain would find anything to send, or a doubt to settle."""
    row = db.execute(
        "select exists (select 1 from (select id from numbers union all select '') as n where exists ("
        " select 1 from messages where status = 'pending' and number = n.id and (origin = 'campaign') in (0, 1) "
        " and next_attempt_at <= ?)) "
        "or exists (select 1 from messages where status = 'unknown')",
        (now,),
    ).fetchone()
    return bool(row[0])


def cancel_waiting(db: Database, contact_id: int, origin: str, now: float) -> int:
    """Take back what has not left yet, or may not have: a person took over; how many.

    What is on its way at this moment loses its next try (`next_attempt_at` null): should this one fail, it is over.
    """
    db.execute(
        "update messages set next_attempt_at = null where contact_id = ? and origin = ? and status = 'sending'",
        (contact_id, origin),
    )
    cursor = db.execute(
        "update messages set status = 'canceled', failed_at = ?, failed_reason = 'a person took over' "
        "where contact_id = ? and origin = ? and status in ('pending', 'unknown')",
        (now, contact_id, origin),
    )
    return cursor.rowcount


def cancel_blocked(db: Database, contact_id: int, now: float) -> None:
    """Take back whatever waits to leave to somebody, whoever wrote it: they are blocked."""
    db.execute("update messages set next_attempt_at = null where contact_id = ? and status = 'sending'", (contact_id,))
    db.execute(
        "update messages set status = 'canceled', held_for = null, failed_at = ?, failed_code = null, "
        "failed_reason = 'the contact was blocked' where contact_id = ? and direction = 'out' and status = 'pending'",
        (now, contact_id),
    )


def taken_back(db: Database, execution_id: int, since: float) -> list[tuple[model.Content, str | None]]:
    """What a flow had not said when a person took over, in its order, with the nodes; nothing that may have left."""
    rows = db.execute(
        "select content, node from messages where execution_id = ? and status = 'canceled' and attempts = 0 "
        "and wamid is null and failed_at >= ? order by id",
        (execution_id, since),
    )
    return [(model.decode(content), node) for content, node in rows.fetchall()]


def refuse_closed(db: Database, id: int, now: float) -> None:
    """A message that may not leave because the 24-hour window is closed (WhatsApp would answer 131047)."""
    db.execute(
        "update messages set status = 'failed', failed_at = ?, failed_code = 131047, "
        "failed_reason = 'the 24-hour window is closed: only a template may be sent' where id = ?",
        (now, id),
    )


def refuse(db: Database, id: int, code: int | None, reason: str, now: float) -> None:
    """A message that may not leave for a reason known beforehand."""
    db.execute(
        "update messages set status = 'failed', failed_at = ?, failed_code = ?, failed_reason = ? where id = ?",
        (now, code, reason, id),
    )


def hold_for_window(db: Database, id: int) -> None:
    """A message that waits until the customer writes again; nothing waits behind it."""
    db.execute("update messages set held_for = 'window', next_attempt_at = null where id = ?", (id,))


def release_held(db: Database, contact_id: int, number: str, now: float) -> list[int]:
    """The customer wrote: what waited for that may leave; the ids."""
    rows = db.execute(
        "update messages set held_for = null, next_attempt_at = max(?, coalesce(scheduled_at, 0)) "
        "where contact_id = ? and number = ? and held_for = 'window' and status = 'pending' returning id",
        (now, contact_id, number),
    )
    return [id for (id,) in rows.fetchall()]


def expire_held(db: Database, before: float, now: float) -> list[int]:
    """Give up on messages queued before a moment whose customer never wrote; the ids."""
    rows = db.execute(
        "update messages set status = 'canceled', failed_at = ?, failed_reason = 'the customer did not write again' "
        "where held_for = 'window' and status = 'pending' and coalesce(scheduled_at, created_at) < ? returning id",
        (now, before),
    )
    return [id for (id,) in rows.fetchall()]


def cancel(db: Database, id: int, now: float) -> bool:
    """Take back one message that still waits; False when it does not any more."""
    cursor = db.execute(
        "update messages set status = 'canceled', failed_at = ?, failed_code = null, "
        "failed_reason = 'canceled by a person' where id = ? and direction = 'out' and status = 'pending'",
        (now, id),
    )
    return cursor.rowcount > 0


def leave(db: Database, id: int, now: float) -> None:
    """Another is sent in a message's place: it is no dead letter any more, and nobody waits to know if it arrived."""
    db.execute(
        "update messages set status = iif(status = 'dead', 'failed', 'canceled'), failed_at = coalesce(failed_at, ?), "
        "failed_reason = iif(status = 'dead', failed_reason, ?) where id = ? and status in ('unknown', 'dead')",
        (now, DOUBT, id),
    )


def sent_again_as(db: Database, id: int) -> int | None:
    """The message that was sent in place of one."""
    row = db.execute("select id from messages where again_of = ?", (id,)).fetchone()
    return int(row[0]) if row else None


def note_again(db: Database, id: int, of: int) -> None:
    """One message stands in the place of another."""
    db.execute("update messages set again_of = ? where id = ?", (of, id))
