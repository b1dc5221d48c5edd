"""Do one thing to many conversations, a few at a time, and take it back when it was a mistake."""

from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from zapbot.desk.assign import assign
from zapbot.desk.reopen import check_no_newer, reopen
from zapbot.desk.resolve import resolve
from zapbot.desk.snooze import snooze
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import bulk, contacts, handling, journal
from zapbot.store.bulk import Job
from zapbot.store.db import savepoint, transaction

if TYPE_CHECKING:
    from zapbot.desk.library import Library

DEEDS = ("assign", "label", "unlabel", "resolve", "reopen", "snooze")
CHUNK = 50
MOST = 10_000
LONGEST_LABEL = 60
UNDO_SECONDS = 10.0
GRACE_SECONDS = 5.0
"""What a slow line may take from the ten seconds."""
KEPT_SECONDS = 24 * 3600.0


def begin(db: Database, user_id: int, deed: str, value: str, ids: list[int], now: float) -> int:
    """Ask for something to be done to these conversations; the job's id.

    `value` says to whom (`user:3`, `team:vendas`, `nobody`), which label, or until when (seconds; empty: until the
    customer writes). Raises UsageError.
    """
    if deed not in DEEDS:
        raise UsageError(f"{deed!r} cannot be done to many; there are {', '.join(DEEDS)}")
    if not ids or len(ids) > MOST:
        raise UsageError(f"choose between 1 and {MOST} conversations")
    if deed in ("label", "unlabel") and not 0 < len(value) <= LONGEST_LABEL:
        raise UsageError(f"write a label of at most {LONGEST_LABEL} characters")
    with transaction(db):
        bulk.forget(db, now - KEPT_SECONDS)
        return bulk.add(db, user_id, deed, value, ids, now)


def step(db: Database, now: float, library: "Library | None" = None) -> bool:
    """Go on with the oldest job, a few conversations in one transaction; whether there was something to do.

    Without a library only what is to be done is, and nothing taken back.
    """
    with transaction(db):
        job = bulk.unfinished(db, ("running", "undoing") if library is not None else ("running",))
        if job is None:
            return False
        undoing = job.status == "undoing"
        chunk = bulk.items(db, job.id, "done" if undoing else "waiting", CHUNK)
        for id, before, after in chunk:
            if undoing and library is not None:
                _take_back(db, library, job, id, before, after, now)
            else:
                _do(db, job, id, now)
        if len(chunk) < CHUNK:
            bulk.set_status(db, job.id, "undone" if undoing else "done", now)
        return True


def undo(db: Database, user_id: int, job_id: int, now: float) -> None:
    """Take a job back within ten seconds of its end; what somebody has changed since stays as it is.

    Who asks twice has it taken back once.
    Raises NotFoundError when it is not theirs, and ConflictError when it is too late.
    """
    with transaction(db):
        job = bulk.get(db, job_id)
        if job.user_id != user_id:
            raise NotFoundError(f"there is no job {job_id}")
        if job.status in ("undoing", "undone"):
            return
        if not undoable(job, now - GRACE_SECONDS):
            raise ConflictError("that is too long ago to be taken back")
        bulk.skip_waiting(db, job_id)
        bulk.set_status(db, job_id, "undoing", None)


def undoable(job: Job, now: float) -> bool:
    """Whether a job can still be taken back."""
    return job.status == "running" or (job.status == "done" and now <= (job.finished_at or 0) + UNDO_SECONDS)


def _do(db: Database, job: Job, id: int, now: float) -> None:
    """The deed, to one conversation; one that does not allow it is left alone."""
    before = _standing(db, job, id)
    try:
        with savepoint(db):
            _deed(db, job, id, now)
    except (ConflictError, NotFoundError, UsageError):
        bulk.note(db, job.id, id, "skipped", before, None)
        return
    bulk.note(db, job.id, id, "done", before, _standing(db, job, id))


def _deed(db: Database, job: Job, id: int, now: float) -> None:
    by = f"user:{job.user_id}"
    match job.deed:
        case "assign":
            assign(db, id, job.value, by, now)
        case "resolve":
            resolve(db, id, by, now)
        case "reopen":
            reopen(db, id, by, now)
        case "snooze":
            snooze(db, id, float(job.value) if job.value else None, by, now)
        case "label":
            _label(db, id, [job.value], [], by, now)
        case "unlabel":
            _label(db, id, [], [job.value], by, now)


def _take_back(
    db: Database, library: "Library", job: Job, id: int, before: dict[str, Any], after: dict[str, Any], now: float
) -> None:
    """Make one conversation what it was, unless something has happened in it since."""
    try:
        with savepoint(db):
            if _standing(db, job, id) != after:
                raise ConflictError("it has changed since")
            _restore(db, library, job, id, before, now)
    except (ConflictError, NotFoundError):
        bulk.note(db, job.id, id, "skipped", None, None)
        return
    bulk.note(db, job.id, id, "undone", None, None)


def _restore(db: Database, library: "Library", job: Job, id: int, before: dict[str, Any], now: float) -> None:
    from zapbot.desk import hand_back  # brings the flow engine along: the server begins jobs, the worker does them

    by, holder = f"user:{job.user_id}", handling.holder(db, id)
    if job.deed in ("label", "unlabel"):
        add, remove = ([job.value], []) if before["tagged"] else ([], [job.value])
        return _label(db, id, add, remove, by, now)
    check_no_newer(db, holder)
    was_with_bot = before["owner"] == "bot"
    if was_with_bot and holder.owner != "bot":
        hand_back.give_back(db, holder, "undone", by, now)
    bulk.put_back(db, id, before, now)
    if was_with_bot and before["status"] != "resolved":
        hand_back.resume(db, library, handling.holder(db, id), now)
    told = {"status": before["status"], "by": by, "undone": job.deed}
    return journal.append(db, "conversation.updated", now, holder.contact_id, id, **told)


def _label(db: Database, id: int, add: list[str], remove: list[str], by: str, now: float) -> None:
    contact_id = handling.holder(db, id).contact_id
    contacts.tag(db, contact_id, add, remove, now)
    journal.append(db, "contact.tagged", now, contact_id, id, add=add, remove=remove, by=by)


def _standing(db: Database, job: Job, id: int) -> dict[str, Any]:
    """All that a job may change of a conversation, and what shows that something happened in it since."""
    holder = handling.holder(db, id)
    about = {"owner": holder.owner, "agent_id": holder.agent_id, "team": holder.team, **holder.standing}
    if job.deed in ("label", "unlabel"):
        return {"tagged": bulk.tagged(db, holder.contact_id, job.value)}
    return about | {"message": bulk.newest_message(db, id)}
