"""A key stands for one message, and never for two."""

import sqlite3

import pytest
from sqlite_utils import Database

from tests.store.people import person, queue
from zapbot.errors import NotFoundError
from zapbot.store import submissions


def test_a_message_is_found_by_its_key(db: Database) -> None:
    id = queue(db, person(db))
    submissions.keep(db, id, "pedido-42", "d1")
    kept = submissions.by_key(db, "pedido-42")
    assert kept == submissions.get(db, id)
    assert kept is not None
    assert (kept.id, kept.digest, kept.status) == (id, "d1", "pending")
    assert submissions.by_key(db, "pedido-43") is None


def test_a_key_cannot_stand_for_two_messages(db: Database) -> None:
    ana = person(db)
    submissions.keep(db, queue(db, ana), "k", "d1")
    with pytest.raises(sqlite3.IntegrityError):
        submissions.keep(db, queue(db, ana), "k", "d2")


@pytest.mark.parametrize("id", [7, 0, -1, 2**63, 10**30])
def test_what_is_no_message_is_not_found(db: Database, id: int) -> None:
    with pytest.raises(NotFoundError, match=f"there is no message {id}"):
        submissions.get(db, id)
