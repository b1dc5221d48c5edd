"""Two contacts that are one, as a person or their names say: made one, and for 30 days two again at a word."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import audit, contact_list, contact_merges, contacts, conversations, journal
from zapbot.store.contact_list import Shown
from zapbot.store.db import transaction

UNDO_SECONDS = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Preview:
    """Both as they are, and what comes of them."""

    keep: Shown
    gone: Shown
    result: Shown


class _Undo(Exception):
    """Ends a try: nothing of it is kept."""


def merge(db: Database, keep: int, gone: int, by: str, now: float) -> int:
    """Make one contact of two, the first one's own data winning; the id by which it is undone.

    Raises NotFoundError and UsageError.
    """
    with transaction(db):
        _check(keep, gone)
        id = unite(db, keep, gone, by, now)
        journal.append(db, "contact.merged", now, keep, conversations.latest(db, keep), gone=gone, by=by)
        audit.append(db, now, by, "contact.merged", f"contact:{keep}", gone=gone)
    return id


def unite(db: Database, keep: int, gone: int, by: str, now: float) -> int:
    """Make one contact of two, written down so that it can be undone; the id by which it is.

    Runs in the caller's transaction. Raises NotFoundError.
    """
    contacts.get(db, keep)
    name = _called(db, gone)
    changes = contact_merges.recorded(db, keep, gone, lambda: _unite(db, keep, gone, now))
    return contact_merges.add(db, keep, gone, name, changes, by, now)


def preview(db: Database, keep: int, gone: int, now: float) -> Preview:
    """What merging two contacts would make of them. Raises NotFoundError and UsageError."""
    before = contact_list.get(db, keep), contact_list.get(db, gone)
    result = before[0]
    try:
        with transaction(db):
            _check(keep, gone)
            _unite(db, keep, gone, now)
            result = contact_list.get(db, keep)
            raise _Undo
    except _Undo:
        return Preview(*before, result)


def unmerge(db: Database, id: int, by: str, now: float, *, of: int | None = None) -> int:
    """Make two contacts of one again; the id of the one that had gone. Raises NotFoundError and ConflictError.

    Later merges are undone first: what they moved may be what this one moved. `of` says whose merge it must be.
    """
    with transaction(db):
        found = contact_merges.get(db, id)
        if of not in (None, found.kept_id):
            raise NotFoundError(f"merge {id} is not of contact {of}")
        if found.undone_at is not None or found.at < now - UNDO_SECONDS:
            raise ConflictError("this merge was undone already, or is more than 30 days old")
        if contact_merges.of_contact(db, found.kept_id, 0)[0].id != id:
            raise ConflictError("another contact was merged into this one later: undo that first")
        again = contact_merges.undo(db, id, now)
        for contact_id in (found.kept_id, again):
            journal.append(db, "contact.unmerged", now, contact_id, conversations.latest(db, contact_id), by=by)
        audit.append(db, now, by, "contact.unmerged", f"contact:{found.kept_id}", again=again)
    return again


def _check(keep: int, gone: int) -> None:
    """Two are two. Raises UsageError."""
    if keep == gone:
        raise UsageError("a contact cannot be merged with itself: choose another one")


def _called(db: Database, id: int) -> str:
    """What a contact is called. Raises NotFoundError."""
    found = contacts.get(db, id)
    return found.name or (phone.pretty(found.phone) if found.phone else f"contact {id}")


def _unite(db: Database, keep: int, gone: int, now: float) -> None:
    contacts.merge(db, keep, gone)
    conversations.unite(db, keep, now)
