"""What somebody asked to be done to many conversations at once: the jobs, and each conversation of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Job:
    """One wish; `left` is how many conversations it has still to reach. Times are seconds since 1970."""

    id: int
    user_id: int
    deed: str
    value: str
    status: str
    total: int
    created_at: float
    finished_at: float | None
    left: int
    skipped: int


_JOB = """
    select j.id, j.user_id, j.deed, j.value, j.status, j.total, j.created_at, j.finished_at,
        (select count(*) from bulk_items i where i.job_id = j.id
         and i.status = iif(j.status in ('undoing', 'undone'), 'done', 'waiting')),
        (select count(*) from bulk_items i where i.job_id = j.id and i.status = 'skipped')
    from bulk_jobs j"""


def add(db: Database, user_id: int, deed: str, value: str, ids: Iterable[int], now: float) -> int:
    """A new job for these conversations; its id."""
    wanted = list(dict.fromkeys(ids))
    row = db.execute(
        "insert into bulk_jobs (user_id, deed, value, total, created_at) values (?, ?, ?, ?, ?) returning id",
        (user_id, deed, value, len(wanted), now),
    ).fetchone()
    db.conn.executemany(
        "insert into bulk_items (job_id, conversation_id) select ?1, id from conversations where id = ?2",
        [(row[0], id) for id in wanted],
    )
    return int(row[0])


def get(db: Database, id: int) -> Job:
    """A job. Raises NotFoundError."""
    row = db.execute(f"{_JOB} where j.id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no job {id}")
    return Job(*row)


def last(db: Database, user_id: int) -> Job | None:
    """What somebody asked for last."""
    row = db.execute(f"{_JOB} where j.user_id = ? order by j.id desc limit 1", (user_id,)).fetchone()
    return Job(*row) if row else None


def unfinished(db: Database, statuses: tuple[str, ...]) -> Job | None:
    """The oldest job with something left to do, of those that stand so."""
    marks = ", ".join("?" * len(statuses))
    row = db.execute(
        f"{_JOB} where j.status in ('running', 'undoing') and j.status in ({marks}) order by j.id limit 1", statuses
    ).fetchone()
    return Job(*row) if row else None


def items(db: Database, job_id: int, status: str, limit: int) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """The next conversations of a job: what each was before, and what the job made of it."""
    rows = db.execute(
        "select conversation_id, coalesce(before, '{}'), coalesce(after, '{}') from bulk_items "
        "where job_id = ? and status = ? limit ?",
        (job_id, status, limit),
    )
    return [(id, msgspec.json.decode(before), msgspec.json.decode(after)) for id, before, after in rows.fetchall()]


def note(
    db: Database, job_id: int, id: int, status: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """What became of one conversation."""
    was, became = (msgspec.json.encode(about).decode() if about is not None else None for about in (before, after))
    db.execute(
        "update bulk_items set status = ?, before = coalesce(?, before), after = coalesce(?, after) "
        "where job_id = ? and conversation_id = ?",
        (status, was, became, job_id, id),
    )


def skip_waiting(db: Database, job_id: int) -> None:
    """Leave alone what was not reached yet."""
    db.execute("update bulk_items set status = 'skipped' where job_id = ? and status = 'waiting'", (job_id,))


def set_status(db: Database, job_id: int, status: str, finished_at: float | None) -> None:
    """How far a job is."""
    db.execute("update bulk_jobs set status = ?, finished_at = ? where id = ?", (status, finished_at, job_id))


def forget(db: Database, before: float) -> None:
    """Drop jobs that cannot be undone any more."""
    db.execute("delete from bulk_jobs where finished_at < ?", (before,))


def put_back(db: Database, id: int, before: dict[str, Any], at: float) -> None:
    """Make a conversation what it was, except for who speaks in it."""
    db.execute(
        "update conversations set status = ?, agent_id = ?, team = ?, waiting_since = ?, snoozed_until = ?, "
        "resolved_at = null, updated_at = ? where id = ?",
        (*(before[name] for name in ("status", "agent_id", "team", "waiting_since", "snoozed_until")), at, id),
    )


def newest_message(db: Database, id: int) -> int:
    """The last message of a conversation: when that is another one, its standing has changed by itself."""
    row = db.execute("select last_message_id from conversations where id = ?", (id,)).fetchone()
    return int(row[0] or 0)


def tagged(db: Database, contact_id: int, tag: str) -> bool:
    """Whether a contact has a label."""
    row = db.execute("select 1 from tags where contact_id = ? and tag = ?", (contact_id, tag)).fetchone()
    return row is not None
