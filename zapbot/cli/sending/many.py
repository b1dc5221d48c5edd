"""Submit very many messages: a few hundred to a transaction, so that memory stays flat and others get a turn."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from zapbot.cli.sending.results import Result
from zapbot.cli.sending.row import Row
from zapbot.errors import ZapbotError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.desk.submit import Submission, Submitted

AT_ONCE = 500
REST_SECONDS = 0.005
"""Between two transactions: the server, which stores webhooks, gets the write lock."""

_PATIENCE = 12


@dataclass(slots=True)
class Tally:
    """How many messages there were, and what became of them."""

    rows: int = 0
    queued: int = 0
    held: int = 0
    repeated: int = 0
    failed: int = 0

    def count(self, result: Result) -> None:
        """One more."""
        self.rows += 1
        if result.error:
            self.failed += 1
        elif result.repeated:
            self.repeated += 1
        elif result.status == "held":
            self.held += 1
        else:
            self.queued += 1


def submit_all(
    db: "Database", rows: Iterator[Row], tally: Tally, settled: Callable[[list[Result]], None], dry: bool = False
) -> None:
    """Submit rows, and hand over what became of each after it is safe in the store. A dry run keeps nothing."""
    while chunk := list(islice(rows, AT_ONCE)):
        results = _patiently(db, chunk, dry)
        for result in results:
            tally.count(result)
        settled(results)
        time.sleep(REST_SECONDS)


def try_one(db: "Database", submission: "Submission") -> "Submitted":
    """What would become of a submission; nothing of it is kept. Raises what submitting raises."""
    from zapbot.desk.submit import submit
    from zapbot.store.db import transaction

    try:
        with transaction(db):
            done = submit(db, submission, "api", time.time(), sender="cli")
            raise _DryError
    except _DryError:
        return done


class _DryError(Exception):
    """Undoes the transaction of a dry run."""


def _patiently(db: "Database", chunk: list[Row], dry: bool) -> list[Result]:
    """Submit a chunk; when others hold the lock for long, again: nothing of it was kept."""
    import sqlite3

    from zapbot.store.db import failed

    for left in range(_PATIENCE, -1, -1):
        try:
            return _submit(db, chunk, dry)
        except sqlite3.Error as error:
            if not left or not failed(error) or "locked" not in str(error):
                raise ZapbotError(
                    f"the store does not take more now: {error}. Run it again with the same key"
                ) from None
    return []


def _submit(db: "Database", chunk: list[Row], dry: bool) -> list[Result]:
    from zapbot.store.db import transaction

    results: list[Result] = []
    try:
        with transaction(db):
            now = time.time()
            results += [_one(db, row, now) for row in chunk]
            if dry:
                raise _DryError
    except _DryError:
        return [result.tried() for result in results]
    return results


def _one(db: "Database", row: Row, now: float) -> Result:
    from zapbot.desk.submit import submit

    if row.submission is None:
        return Result(row.line, row.to, error=row.error or "")
    try:
        done = submit(db, row.submission, "api", now, sender="cli")
    except ZapbotError as error:
        return Result(row.line, row.to, error=row.explain(error))
    return Result(row.line, row.to, done.id, done.status, repeated=done.duplicate)
