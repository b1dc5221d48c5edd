"""Opening `zapbot.db` and writing to it safely.

Every write takes the lock first (`begin immediate`): a deferred transaction that reads, then writes after
another process committed, fails at once with "database is locked", whatever the busy timeout says.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

FILE = "zapbot.db"
WAL_BYTES = 4 * 1024 * 1024
"""The WAL's size from which on a checkpoint is worth a few milliseconds; it is cut to it when it starts anew."""

PRAGMAS = (
    "pragma busy_timeout = 5000",
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma wal_autocheckpoint = 0",
    f"pragma journal_size_limit = {WAL_BYTES}",
    "pragma trusted_schema = off",
    "pragma temp_store = memory",
    "pragma cache_size = -256",
)
"""What every connection is set to. Checkpoints are made by `checkpoint.guarded` only; pages are cached by the system,
once for all, and not in each of a worker's dozen connections."""

_FAILURES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FAILURES |= {
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


def connect(data_dir: Path) -> Database:
    """A connection to the truth in a data directory, which is made (mode 0700) when missing."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Database(opened(data_dir / FILE, PRAGMAS), execute_plugins=False, recursive_triggers=False)


def opened(file: Path, pragmas: Iterable[str]) -> sqlite3.Connection:
    """A connection to a database file, set up; transactions are begun and ended by hand."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in pragmas:
        _patiently(connection, pragma)
    return connection


def folder(db: Database) -> Path:
    """The data directory a connection is open in."""
    return Path(db.execute("pragma database_list").fetchone()[2]).parent


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing, with the write lock taken first. Inside another one it is a savepoint."""
    if db.conn.in_transaction:
        with savepoint(db):
            yield
        return
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("rollback")
        raise


@contextmanager
def savepoint(db: Database) -> Iterator[None]:
    """All or nothing inside a transaction."""
    db.conn.execute("savepoint part")
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback to part")
            db.conn.execute("release part")
        raise
    db.conn.execute("release part")


def failed(error: BaseException) -> bool:
    """Whether the store itself failed (disk full, I/O error, lock), not what was written: it may work later."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _FAILURES


def _patiently(connection: sqlite3.Connection, pragma: str, tries: int = 50) -> None:
    """Run a pragma; switching a new file to WAL does not wait for other processes by itself."""
    for left in range(tries, -1, -1):
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
            time.sleep(0.02)
