"""What keeps messages from leaving: a number that is stopped, a worker that is gone; nothing else is trouble."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0
from zapbot.desk import settle
from zapbot.store import heartbeat, settings, troubles
from zapbot.store.troubles import Trouble


@pytest.fixture
def alive(db: Database) -> Database:
    """A store whose worker lives."""
    heartbeat.beat(db, "1", T0)
    return db


def test_all_is_well_while_a_worker_notes_itself(alive: Database) -> None:
    settings.put(alive, "number.stoppedness", 1, T0)
    assert troubles.found(alive, T0 + 90) == []
    assert troubles.state([]) == "none"


def test_a_worker_that_is_silent_for_too_long_is_gone_since_it_was_seen(alive: Database) -> None:
    assert troubles.found(alive, T0 + 91) == [Trouble("worker", T0)]
    heartbeat.beat(alive, "2", T0 + 100)
    assert troubles.found(alive, T0 + 101) == []


def test_where_no_worker_ever_was_nothing_leaves_either(db: Database) -> None:
    assert troubles.found(db, T0) == [Trouble("worker", None)]


def test_a_stopped_number_is_named_until_it_can_send_again(alive: Database) -> None:
    alive.execute("insert into numbers (id, display, updated_at) values ('109', '5521955550100', ?)", (T0,))
    settle.stop_number(alive, "109", 190, "token expired", T0 + 1)
    first = troubles.found(alive, T0 + 2)
    assert first == [Trouble("stopped", T0 + 1, "109", "5521955550100", 190)]
    settle.stop_number(alive, "110", None, "no access", T0 + 3)
    both = troubles.found(alive, T0 + 4)
    assert both == [*first, Trouble("stopped", T0 + 3, "110")]
    assert len({troubles.state(one) for one in (first, both, [])}) == 3
    assert [one.kind for one in troubles.found(alive, T0 + 91)] == ["worker"]
    for number in ("109", "110"):
        settle.resume_number(alive, number, T0 + 5)
    assert troubles.found(alive, T0 + 6) == []
