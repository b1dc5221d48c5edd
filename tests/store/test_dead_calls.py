"""Calls that gave up are dead letters like any other."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person
from zapbot.errors import NotFoundError
from zapbot.store import calls, dead_letters

HTTP = {"method": "POST", "url": "https://crm.example/pedidos/7", "headers": {"A": "Bearer \ue000crm\ue001"}}


def dead(db: Database, kind: str = "http", request: dict[str, object] | None = None) -> str:
    """A call that gave up after two tries; its id."""
    calls.add(db, person(db), None, f"{kind}-1", kind, HTTP if request is None else request, 1, T0)
    (call,) = calls.claim(db, T0, 5)
    calls.finish(db, call, {"reason": "HTTP 500"}, T0 + 3, "HTTP 500")
    return f"call-{call.id}"


def test_a_dead_call_is_listed_with_whom_and_what_it_asked(db: Database) -> None:
    id = dead(db)
    (letter,) = dead_letters.listed(db)
    assert (letter.id, letter.kind, letter.at, letter.reason, letter.attempts) == (id, "call", T0 + 3, "HTTP 500", 1)
    assert letter.subject == "+55 11 95555-0101: POST https://crm.example/pedidos/7"


def test_a_dead_question_is_listed_with_its_words(db: Database) -> None:
    dead(db, "ai", {"prompt": "p.md", "question": "Vocês entregam?"})
    assert dead_letters.listed(db)[0].subject == "+55 11 95555-0101: ai Vocês entregam?"


def test_it_is_shown_whole_with_the_names_of_secrets(db: Database) -> None:
    letter, content = dead_letters.show(db, dead(db))
    assert letter.reason == "HTTP 500"
    assert '"Bearer {{ secret.crm }}"' in content


def test_it_is_tried_again_with_fresh_attempts(db: Database) -> None:
    id = dead(db)
    dead_letters.retry(db, id, T0 + 9)
    assert dead_letters.listed(db) == []
    assert calls.claim(db, T0 + 8, 5) == []
    (call,) = calls.claim(db, T0 + 9, 5)
    assert (f"call-{call.id}", call.attempts, call.max_attempts) == (id, 1, 1)


def test_it_is_dropped_and_kept_for_the_record(db: Database) -> None:
    id = dead(db)
    dead_letters.drop(db, id, T0 + 9)
    assert dead_letters.listed(db) == []
    assert db.execute("select status, failed_reason from calls").fetchall() == [("dropped", "HTTP 500")]
    with pytest.raises(NotFoundError):
        dead_letters.retry(db, id, T0)


def test_a_call_that_is_not_dead_is_left_alone(db: Database) -> None:
    calls.add(db, person(db), None, "x", "http", HTTP, 1, T0)
    for verb in (dead_letters.retry, dead_letters.drop):
        with pytest.raises(NotFoundError):
            verb(db, "call-1", T0)
    with pytest.raises(NotFoundError):
        dead_letters.show(db, "call-1")
