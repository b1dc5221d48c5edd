"""Opening the store for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


@contextmanager
def opened() -> Iterator["Database"]:
    """The store of the data directory in force, migrated when that is needed."""
    from zapbot import settings
    from zapbot.store.db import connect
    from zapbot.store.migrations import migrate

    data_dir = settings.load().data_dir
    with explained(data_dir):
        migrate(data_dir)
        db = connect(data_dir)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def explained(data_dir: Path) -> Iterator[None]:
    """Turn what the system says when a store cannot be opened into a sentence. Raises ZapbotError."""
    import sqlite3

    from zapbot.errors import ZapbotError
    from zapbot.store.db import FILE

    try:
        yield
    except OSError as error:
        raise ZapbotError(f"{data_dir} cannot be the data directory: {error.strerror}") from None
    except sqlite3.DatabaseError as error:
        raise ZapbotError(f"{data_dir / FILE} cannot be opened: {error}") from None
