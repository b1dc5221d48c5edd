"""Opening the store for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    migrate(data_dir)
    db = connect(data_dir)
    try:
        yield db
    finally:
        db.close()
