"""A connection to the store for the length of one request."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar.datastructures import State
from sqlite_utils import Database

from zapbot.store.db import connect


class StartingError(Exception):
    """The store is not open yet."""


@contextmanager
def opened(state: State) -> Iterator[Database]:
    """The store, when it is ready. Raises StartingError before."""
    if not state.ready.is_set():
        raise StartingError
    db = connect(state.settings.data_dir)
    try:
        yield db
    finally:
        db.close()
