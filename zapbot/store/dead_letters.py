"""What gave up: events not understood, messages not sent, calls not answered, files not fetched, webhooks not taken,
people not blocked.

Listed, retried, dropped.
"""

import re
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.errors import NotFoundError
from zapbot.flow.template import SECRET_MARKS

_PHONE_FIRST = re.compile(r"^\d{8,15}(?=: )")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One thing that gave up; `id` is `event-7`, `message-42`, `call-3`, `media-2`, `webhook-5` or `block-1`."""

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
        " from messages m join contacts c on c.id = m.contact_id where m.status = 'dead' "
        "union all select 'call-' || l.id, 'call', coalesce(l.finished_at, l.created_at), "
        " coalesce(c.phone, c.name, 'contact ' || c.id) || ': ' || substr(iif(l.kind = 'http', "
        "  json_extract(l.request, '$.method') || ' ' || json_extract(l.request, '$.url'), "
        "  l.kind || ' ' || coalesce(json_extract(l.request, '$.question'), '')), 1, 80), "
        " coalesce(l.failed_reason, ''), null, l.attempts "
        " from calls l join contacts c on c.id = l.contact_id where l.status = 'dead' "
        "union all select 'media-' || a.id, 'media', coalesce(a.finished_at, a.created_at), "
        " coalesce(c.phone, c.name, 'contact ' || c.id) || ': ' || coalesce(a.filename, a.mime, m.kind), "
        " coalesce(a.failed_reason, ''), null, a.attempts "
        " from media a join messages m on m.id = a.message_id join contacts c on c.id = m.contact_id "
        " where a.status = 'dead' "
        "union all select 'webhook-' || d.id, 'webhook', coalesce(d.finished_at, d.created_at), "
        " d.event || ': ' || substr(w.url, 1, instr(w.url || '?', '?') - 1), coalesce(d.failed_reason, ''), null, "
        " d.attempts from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.status = 'dead' "
        "union all select 'block-' || b.id, 'block', coalesce(b.settled_at, b.next_attempt_at), "
        " coalesce(c.phone, c.name, 'contact ' || c.id) || ': ' || iif(b.blocked, 'block', 'unblock'), "
        " coalesce(b.failed_reason, ''), b.failed_code, b.attempts "
        " from channel_blocks b join contacts c on c.id = b.contact_id where b.status = 'dead') "
        "order by at desc limit ?",
        (limit,),
    )
    return [DeadLetter(id, kind, at, _readable(subject), *rest) for id, kind, at, subject, *rest in rows.fetchall()]


def show(db: Database, id: str) -> tuple[DeadLetter, str]:
    """A dead letter and the whole of what it holds. Raises NotFoundError."""
    kind, number = _parse(id)
    row = db.execute(_CONTENT[kind], (number,)).fetchone()
    found = [letter for letter in listed(db, -1) if letter.id == id]
    if row is None or not found:
        raise NotFoundError(f"there is no dead letter {id}; `zapbot dead list` shows those there are")
    return found[0], row[0].decode(errors="replace") if isinstance(row[0], bytes) else _readable(row[0])


def retry(db: Database, id: str, now: float) -> None:
    """Put a dead letter back into its queue with all its attempts. Raises NotFoundError.

    The answer of a call matters to its flow only if that still waits for it.
    """
    _change(db, id, _RETRY, now)


def drop(db: Database, id: str, now: float) -> None:
    """Give up on a dead letter for good: it is kept for the record and no longer listed. Raises NotFoundError."""
    _change(db, id, _DROP, now)


_CONTENT = {
    "event": "select body from webhook_events where id = ? and state = 'dead'",
    "message": "select content from messages where id = ? and status = 'dead'",
    "call": "select request from calls where id = ? and status = 'dead'",
    "media": "select json_object('message', message_id, 'id', remote_id, 'mime', mime, 'filename', filename, "
    "'sha256', announced_sha256, 'size', announced_size) from media where id = ? and status = 'dead'",
    "webhook": "select payload from webhook_deliveries where id = ? and status = 'dead'",
    "block": "select json_object('contact', contact_id, 'number', number, 'blocked', blocked) from channel_blocks "
    "where id = ? and status = 'dead'",
}
_RETRY = {
    "event": "update webhook_events set state = 'pending', error = null, settled_at = null "
    "where id = ?1 and state = 'dead'",
    "message": "update messages set status = 'pending', max_attempts = attempts + 6, holds = 0, next_attempt_at = ?2, "
    "failed_at = null, failed_code = null, failed_reason = null where id = ?1 and status = 'dead'",
    "call": "update calls set status = 'pending', attempts = 0, next_attempt_at = ?2, answer = null, "
    "finished_at = null, failed_reason = null where id = ?1 and status = 'dead'",
    "media": "update media set status = 'pending', attempts = 0, next_attempt_at = ?2, finished_at = null, "
    "failed_reason = null where id = ?1 and status = 'dead'",
    "webhook": "update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = ?2, "
    "finished_at = null, failed_reason = null where id = ?1 and status = 'dead'",
    "block": "update channel_blocks set status = 'pending', attempts = 0, next_attempt_at = ?2, settled_at = null, "
    "failed_code = null, failed_reason = null where id = ?1 and status = 'dead'",
}
_DROP = {
    "event": "update webhook_events set state = 'processed', settled_at = ?2 where id = ?1 and state = 'dead'",
    "message": "update messages set status = 'failed', failed_at = coalesce(failed_at, ?2) "
    "where id = ?1 and status = 'dead'",
    "call": "update calls set status = 'dropped' where id = ?1 and status = 'dead'",
    "media": "update media set status = 'dropped' where id = ?1 and status = 'dead'",
    "webhook": "update webhook_deliveries set status = 'dropped' where id = ?1 and status = 'dead'",
    "block": "update channel_blocks set status = 'dropped' where id = ?1 and status = 'dead'",
}


def _change(db: Database, id: str, sql: dict[str, str], now: float) -> None:
    kind, number = _parse(id)
    parameters = (number, now) if "?2" in sql[kind] else (number,)
    if db.execute(sql[kind], parameters).rowcount == 0:
        raise NotFoundError(f"there is no dead letter {id}; `zapbot dead list` shows those there are")


def _readable(text: str) -> str:
    """The names of secrets as the flow writes them, and a phone at the beginning as people write it."""
    phone_first = _PHONE_FIRST.sub(lambda found: phone.pretty(found[0]), text)
    return phone_first.replace(SECRET_MARKS[0], "{{ secret.").replace(SECRET_MARKS[1], " }}")


def _parse(id: str) -> tuple[str, int]:
    match = re.fullmatch(r"(event|message|call|media|webhook|block)-([0-9]{1,18})", id)
    if match is None:
        raise NotFoundError(f"{id!r} is not a dead letter's id; they look like event-7, message-42 or call-3")
    return match[1], int(match[2])
