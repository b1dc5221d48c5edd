"""A label is renamed, painted, joined with another or removed, everywhere at once: on contacts and in saved views."""

from sqlite_utils import Database

from zapbot.desk import views
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import audit, journal, tags
from zapbot.store.db import transaction

LONGEST = 100
COLOURS = 8


def save(db: Database, tag: str, name: str, colour: int, join: bool, by: str, now: float) -> bool:
    """Give a label a name and a colour; whether it became one with a label there was.

    Raises ConflictError when the name is another label's and `join` does not say that they become one,
    NotFoundError and UsageError.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST or "," in name:
        raise UsageError(f"a label has 1 to {LONGEST} letters and no comma")
    if colour not in range(COLOURS):
        raise UsageError(f"there are the colours 0 to {COLOURS - 1}")
    with transaction(db):
        _known(db, tag)
        joins = name != tag and tags.there(db, name)
        if joins and not join:
            raise ConflictError(f"there is a label {name} already: join the two, or choose another name")
        count = _rename(db, tag, name) if name != tag else 0
        if not joins:
            tags.paint(db, name, colour)
        journal.append(db, "tag.changed", now, tag=tag, name=name, by=by)
        about = {"name": name, "contacts": count} if name != tag else {"colour": colour}
        audit.append(db, now, by, "tag.joined" if joins else "tag.saved", f"tag:{tag}", **about)
        return joins


def remove(db: Database, tag: str, by: str, now: float) -> int:
    """Take a label off everybody; how many had it. Raises NotFoundError."""
    with transaction(db):
        _known(db, tag)
        count = tags.remove(db, tag)
        journal.append(db, "tag.changed", now, tag=tag, name=None, by=by)
        audit.append(db, now, by, "tag.removed", f"tag:{tag}", contacts=count)
        return count


def _known(db: Database, tag: str) -> None:
    if not tags.there(db, tag):
        raise NotFoundError(f"nobody has the label {tag} any more; load the page again")


def _rename(db: Database, tag: str, name: str) -> int:
    """What saved views ask for follows the label."""
    views.follow(db, ("tag", tag), ("tag", name))
    return tags.rename(db, tag, name)
