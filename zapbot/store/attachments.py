"""The files of messages that came in: rows with attempts until their bytes are in `media.db`, like calls."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import filenames
from zapbot.connector import File

LEASE_SECONDS = 30.0
"""Renewed while a download goes on: a lease that ran out means that the worker died."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One file to fetch."""

    id: int
    message_id: int
    number: str
    file: File
    attempts: int
    """Tells this try from the others: who comes back after another has taken over changes nothing."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A message's file and where it stands: pending, running, stored, dead or dropped.

    `mime` is what the message announced, `sniffed` what the bytes are.
    """

    id: int
    message_id: int
    status: str
    mime: str | None
    sniffed: str | None
    filename: str | None
    sha256: str | None
    size: int | None
    failed_reason: str | None


_COLUMNS = "id, message_id, status, mime, sniffed, filename, sha256, coalesce(size, announced_size), failed_reason"


def add(db: Database, message_id: int, number: str, file: File, now: float) -> int:
    """Note the file of a message; its id. One whose problem is known already will not be fetched."""
    cursor = db.execute(
        "insert into media (message_id, number, remote_id, url, mime, filename, announced_sha256, announced_size, "
        "status, created_at, next_attempt_at, finished_at, failed_reason) "
        "values (:message, :number, :remote, :url, :mime, :filename, :sha256, :size, "
        "iif(:problem is null, 'pending', 'dead'), :now, :now, iif(:problem is null, null, :now), :problem)",
        {
            "message": message_id,
            "number": number,
            "remote": file.id,
            "url": file.url,
            "mime": file.mime,
            "filename": filenames.safe(file.filename),
            "sha256": file.sha256,
            "size": file.size,
            "problem": file.problem,
            "now": now,
        },
    )
    return int(cursor.lastrowid or 0)


def get(db: Database, id: int) -> Attachment | None:
    """One file."""
    row = db.execute(f"select {_COLUMNS} from media where id = ?", (id,)).fetchone()
    return Attachment(*row) if row else None


def of_messages(db: Database, first: int, last: int) -> dict[int, Attachment]:
    """The files of the messages from one id to another, by message."""
    rows = db.execute(f"select {_COLUMNS} from media where message_id between ? and ?", (first, last)).fetchall()
    return {row[1]: Attachment(*row) for row in rows}


def of_message(db: Database, message_id: int) -> Attachment | None:
    """The file of a message."""
    return of_messages(db, message_id, message_id).get(message_id)


def claim(db: Database, now: float, limit: int) -> list[Claim]:
    """Take files that are due, and those whose worker died in the middle."""
    rows = db.execute(
        "update media set status = 'running', attempts = attempts + 1, lease_until = :lease where id in ("
        "select id from media where status = 'pending' and next_attempt_at <= :now "
        "union select id from media where status = 'running' and lease_until < :now limit :limit) "
        "returning id, message_id, number, remote_id, mime, filename, announced_sha256, announced_size, url, attempts",
        {"now": now, "lease": now + LEASE_SECONDS, "limit": limit},
    ).fetchall()
    return [Claim(row[0], row[1], row[2], File(*row[3:9]), row[9]) for row in sorted(rows)]


def renew(db: Database, claims: Iterable[Claim], now: float) -> None:
    """Keep files that are still coming from being taken for lost."""
    db.conn.executemany(
        "update media set lease_until = ? where id = ? and status = 'running' and attempts = ?",
        [(now + LEASE_SECONDS, claim.id, claim.attempts) for claim in claims],
    )


def waiting(db: Database, now: float) -> bool:
    """Whether there is a file to fetch now."""
    row = db.execute(
        "select exists (select 1 from media where status = 'pending' and next_attempt_at <= ?1) "
        "or exists (select 1 from media where status = 'running' and lease_until < ?1)",
        (now,),
    ).fetchone()
    return bool(row[0])


def next_due(db: Database) -> float | None:
    """When the next file is due, or the next lease runs out."""
    row = db.execute(
        "select min(at) from (select min(next_attempt_at) as at from media where status = 'pending' "
        "union all select min(lease_until) from media where status = 'running')"
    ).fetchone()
    return None if row[0] is None else float(row[0])


def too_late_at(db: Database, claim: Claim, seconds: float) -> float:
    """When a file stops being worth asking for: so many seconds after its message was written."""
    row = db.execute("select at from messages where id = ?", (claim.message_id,)).fetchone()
    return float(row[0]) + seconds if row else 0.0


def retry(db: Database, claim: Claim, at: float, reason: str, counts: bool) -> None:
    """Try again at a moment, unless somebody else has it by now; a try that could not begin does not count."""
    db.execute(
        "update media set status = 'pending', next_attempt_at = ?, lease_until = null, failed_reason = ?, "
        "attempts = attempts - ? where id = ? and status = 'running' and attempts = ?",
        (at, reason, not counts, claim.id, claim.attempts),
    )


def stored(db: Database, claim: Claim, sha256: str, size: int, sniffed: str, now: float) -> bool:
    """The bytes are here; False when somebody else has the row by now."""
    cursor = db.execute(
        "update media set status = 'stored', sha256 = ?, size = ?, sniffed = ?, finished_at = ?, lease_until = null, "
        "failed_reason = null where id = ? and status = 'running' and attempts = ?",
        (sha256, size, sniffed, now, claim.id, claim.attempts),
    )
    return cursor.rowcount > 0


def give_up(db: Database, claim: Claim, reason: str, now: float) -> bool:
    """Make a dead letter of it; False when somebody else has the row by now."""
    cursor = db.execute(
        "update media set status = 'dead', finished_at = ?, lease_until = null, failed_reason = ? "
        "where id = ? and status = 'running' and attempts = ?",
        (now, reason, claim.id, claim.attempts),
    )
    return cursor.rowcount > 0


def whose(db: Database, message_id: int) -> tuple[int, int] | None:
    """The contact and the conversation of a message."""
    row = db.execute("select contact_id, conversation_id from messages where id = ?", (message_id,)).fetchone()
    return (int(row[0]), int(row[1])) if row else None
