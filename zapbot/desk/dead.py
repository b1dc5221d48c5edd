"""Dead letters put back into their queue or given up, several in one go, with who did it."""

from collections.abc import Sequence

from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.store import audit, dead_letters
from zapbot.store.db import savepoint, transaction

DRAINS = {
    "event": "receive",
    "message": "deliver",
    "call": "calls",
    "media": "media",
    "webhook": "webhooks",
    "block": "blocks",
}
"""Which drain of the worker takes up what is put back, by the kind of dead letter."""


def retry(db: Database, ids: Sequence[str] | None, who: str, now: float) -> list[str]:
    """Put these back into their queues, None stands for all; which were. What is dead no more is passed over."""
    return _each(db, ids, "retry", who, now)


def drop(db: Database, ids: Sequence[str] | None, who: str, now: float) -> list[str]:
    """Give these up for good, None stands for all; which were. What is dead no more is passed over."""
    return _each(db, ids, "drop", who, now)


def drains(ids: Sequence[str]) -> list[str]:
    """The drains to nudge after these were put back."""
    return sorted({DRAINS[id.partition("-")[0]] for id in ids})


def _each(db: Database, ids: Sequence[str] | None, verb: str, who: str, now: float) -> list[str]:
    change = dead_letters.retry if verb == "retry" else dead_letters.drop
    done = []
    with transaction(db):
        for id in dict.fromkeys(ids) if ids is not None else [letter.id for letter in dead_letters.listed(db, -1)]:
            try:
                with savepoint(db):
                    change(db, id, now)
            except NotFoundError:
                continue
            done.append(id)
        if done:
            audit.append(db, now, who, f"dead.{verb}", done[0] if len(done) == 1 else "", count=len(done))
    return done
