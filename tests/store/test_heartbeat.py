"""Workers that live, and those that were heard of last."""

from sqlite_utils import Database

from tests.store.people import T0
from zapbot.store import heartbeat


def test_a_worker_lives_while_it_notes_itself(db: Database) -> None:
    assert (heartbeat.alive(db, T0), heartbeat.last(db)) == ({}, None)
    heartbeat.beat(db, "7", T0)
    heartbeat.beat(db, "8", T0 + 60)
    assert heartbeat.alive(db, T0 + 100) == {"7": T0, "8": T0 + 60}
    assert heartbeat.alive(db, T0 + 200) == {"8": T0 + 60}
    assert heartbeat.alive(db, T0 + 999) == {}
    assert heartbeat.last(db) == T0 + 60
