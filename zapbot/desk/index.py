"""Make findable what came or changed, a bit at a time, so that nothing else waits for it long."""

from sqlite_utils import Database

from zapbot.store import search
from zapbot.store.db import transaction


def index(db: Database, now: float) -> int:
    """Index the next messages and contacts; how many there were."""
    with transaction(db):
        return search.index(db, now) + search.index_contacts(db)
