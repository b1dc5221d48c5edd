"""What gave up: webhooks that cannot be understood, messages that cannot be sent. Listed, retried, dropped."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One thing that gave up; `id` is `event-7` or `message-42`."""

    id: str
    kind: str
    at: float
    subject: str
    reason: str
    code: int | None = None
    attempts: int = 0


def listed(db: Database, limit: int = 100) -> list[DeadLetter]:
    """The newest dead letters."""
    rows = db.execute(
        "select * from (select 'event-' || id, 'event', coalesce(settled_at, received_at) as at, "
        " length(body) || ' bytes', coalesce(error, ''), null, 0 from webhook_events where state = 'dead' "
        "union all select 'message-' || m.id, 'message', coalesce(m.failed_at, m.created_at), "
        " coalesce(c.phone, c.name, 'contact ' || c.id) || ': ' || substr(m.text, 1, 80), "
        " coalesce(m.failed_reason, ''), m.failed_code, m.attempts "
        " from messages m join contacts c on c.id = m.contact_id where m.status = 'dead') order by at desc limit ?",
        (limit,),
    )
    return [DeadLetter(*row) for row in rows.fetchall()]


def show(db: Database, id: str) -> tuple[DeadLetter, str]:
    """A dead letter and the whole of what it holds. Raises NotFoundError."""
    kind, number = _parse(id)
    sql = {
        "event": "select cast(body as text) from webhook_events where id = ? and state = 'dead'",
        "message": "select content from messages where id = ? and status = 'dead'",
    }
    row = db.execute(sql[kind], (number,)).fetchone()
    found = [letter for letter in listed(db, -1) if letter.id == id]
    if row is None or not found:
        raise NotFoundError(f"there is no dead letter {id}; `zapbot dead list` shows those there are")
    return found[0], str(row[0])


def retry(db: Database, id: str, now: float) -> None:
    """Put a dead letter back into its queue with all its attempts. Raises NotFoundError."""
    _change(
        db,
        id,
        "update webhook_events set state = 'pending', error = null, settled_at = null where id = ?1 and state = 'dead'",
        "update messages set status = 'pending', max_attempts = attempts + 6, holds = 0, next_attempt_at = ?2, "
        "failed_at = null, failed_code = null, failed_reason = null where id = ?1 and status = 'dead'",
        now,
    )


def drop(db: Database, id: str, now: float) -> None:
    """Give up on a dead letter for good: it is kept for the record and no longer listed. Raises NotFoundError."""
    _change(
        db,
        id,
        "update webhook_events set state = 'processed', settled_at = ?2 where id = ?1 and state = 'dead'",
        "update messages set status = 'failed', failed_at = coalesce(failed_at, ?2) where id = ?1 and status = 'dead'",
        now,
    )


def _change(db: Database, id: str, event_sql: str, message_sql: str, now: float) -> None:
    kind, number = _parse(id)
    sql = event_sql if kind == "event" else message_sql
    parameters = (number, now) if "?2" in sql else (number,)
    if db.execute(sql, parameters).rowcount == 0:
        raise NotFoundError(f"there is no dead letter {id}; `zapbot dead list` shows those there are")


def _parse(id: str) -> tuple[str, int]:
    kind, _, number = id.partition("-")
    if kind not in ("event", "message") or not number.isdigit():
        raise NotFoundError(f"{id!r} is not a dead letter's id; they look like event-7 or message-42")
    return kind, int(number)
