"""Moving the WAL into the database file without the race of SQLite before 3.51.3.

There a checkpoint that runs while another connection's commit restarts the WAL can lose committed pages. While
one connection holds the write lock nobody commits, so the checkpoint made meanwhile is safe on every version.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from zapbot.store import db as store_db

WAL_BYTES = store_db.WAL_BYTES


def due(data_dir: Path, limit: int = WAL_BYTES, file: str = store_db.FILE) -> bool:
    """Whether the WAL has grown past the limit. Only `stat` is used: opening the file would drop locks."""
    try:
        return (data_dir / f"{file}-wal").stat().st_size > limit
    except FileNotFoundError:
        return False


def guarded(data_dir: Path, connect: Callable[[Path], Database | sqlite3.Connection] = store_db.connect) -> bool:
    """Checkpoint while holding the write lock; False when the lock could not be had or a reader is behind.

    `connect` opens the file it is about.
    """
    guard, worker = connect(data_dir), connect(data_dir)
    try:
        guard.execute("begin immediate")
        busy, in_wal, moved = worker.execute("pragma wal_checkpoint(passive)").fetchone()
        guard.execute("rollback")
        return not busy and in_wal == moved
    except sqlite3.OperationalError:
        return False
    finally:
        guard.close()
        worker.close()
