"""Sessions and sign-in links in the store: how long they last, and what ends them."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0
from zapbot.store import sessions, users
from zapbot.store.users import User

HOUR, DAY = 3600.0, 86400.0


@pytest.fixture
def ana(db: Database) -> User:
    """Somebody who is signed in since T0 as `a`."""
    user = users.add(db, "ana@loja.example", "Ana", "agent", "hash", T0 - DAY)
    sessions.start(db, "a", user.id, T0, "203.0.113.7", "Firefox")
    return user


def test_a_session_says_whose_it_is(db: Database, ana: User) -> None:
    assert sessions.user(db, "a", T0 + 60) == (ana, T0)
    assert sessions.user(db, "b", T0 + 60) is None
    assert sessions.user(db, "", T0 + 60) is None


def test_half_a_day_of_silence_ends_a_session(db: Database, ana: User) -> None:
    assert sessions.user(db, "a", T0 + 12 * HOUR - 1)
    assert sessions.user(db, "a", T0 + 12 * HOUR) is None
    sessions.seen(db, "a", T0 + 11 * HOUR)
    assert sessions.user(db, "a", T0 + 23 * HOUR - 1)


def test_a_week_ends_a_session_however_busy(db: Database, ana: User) -> None:
    for hours in range(0, 7 * 24, 6):
        sessions.seen(db, "a", T0 + hours * HOUR)
    sessions.seen(db, "a", T0 + 7 * DAY - 1)
    assert sessions.user(db, "a", T0 + 7 * DAY - 1)
    assert sessions.user(db, "a", T0 + 7 * DAY) is None


def test_who_is_disabled_or_has_a_new_password_is_nobody_at_once(db: Database, ana: User) -> None:
    users.disable(db, ana.id, T0 + 1)
    assert sessions.user(db, "a", T0 + 1) is None
    users.enable(db, ana.id)
    assert sessions.user(db, "a", T0 + 1) is None
    sessions.start(db, "b", ana.id, T0 + 2, "", "")
    users.set_password(db, ana.id, "other", T0 + 3)
    assert sessions.user(db, "b", T0 + 3) is None


def test_only_those_that_count_are_listed_and_valid(db: Database, ana: User) -> None:
    bia = users.add(db, "bia@loja.example", "Bia", "agent", "hash", T0 - DAY)
    sessions.start(db, "old", ana.id, T0 - 13 * HOUR, "", "")
    sessions.start(db, "b", ana.id, T0 + 10, "", "")
    sessions.start(db, "c", bia.id, T0 + 10, "", "")
    assert [one.hash for one in sessions.listed(db, ana.id, T0 + 20)] == ["b", "a"]
    assert sessions.valid(db.conn, ["a", "b", "c", "old", "none"], T0 + 20) == {"a", "b", "c"}


def test_somebody_ends_their_own_sessions_only(db: Database, ana: User) -> None:
    bia = users.add(db, "bia@loja.example", "Bia", "agent", "hash", T0 - DAY)
    assert not sessions.end_of(db, bia.id, "a")
    assert sessions.user(db, "a", T0 + 1)
    assert sessions.end_of(db, ana.id, "a")
    assert sessions.user(db, "a", T0 + 1) is None


def test_a_link_works_once_and_for_a_day(db: Database, ana: User) -> None:
    sessions.add_link(db, "x", ana.id, T0 + DAY)
    assert sessions.link_for(db, "x", T0 + DAY - 1) == "ana@loja.example"
    assert sessions.link_for(db, "x", T0 + DAY) is None
    assert sessions.take_link(db, "x", T0 + DAY) is None
    assert sessions.take_link(db, "x", T0 + DAY - 1) == ana.id
    assert sessions.take_link(db, "x", T0 + DAY - 1) is None


def test_a_link_of_somebody_disabled_is_for_nobody(db: Database, ana: User) -> None:
    sessions.add_link(db, "x", ana.id, T0 + DAY)
    users.disable(db, ana.id, T0)
    assert sessions.link_for(db, "x", T0) is None


def test_what_is_over_is_forgotten(db: Database, ana: User) -> None:
    sessions.start(db, "b", ana.id, T0 + DAY, "", "")
    sessions.add_link(db, "x", ana.id, T0 + 1)
    assert sessions.forget_old(db, T0 + DAY) == 2
    assert sessions.user(db, "b", T0 + DAY + 1)
