"""What gave up can be listed, looked at, tried again and dropped."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, claimed, person, queue, row, status, take
from tests.whatsapp import corpus
from zapbot.errors import NotFoundError
from zapbot.store import dead_letters, outbox, webhook_events


@pytest.fixture
def letters(db: Database) -> tuple[str, str]:
    """A dead event and a dead message; their ids."""
    event = webhook_events.add(db, corpus.body("malformed/json_truncated.json"), T0)
    webhook_events.dead(db, event, "the body is not JSON", T0 + 1)
    id = queue(db, person(db), "Segue o boleto")
    outbox.give_up(db, take(db), 131026, "undeliverable", T0 + 2)
    return f"event-{event}", f"message-{id}"


def test_both_kinds_are_listed_the_newest_first(db: Database, letters: tuple[str, str]) -> None:
    message, event = dead_letters.listed(db)
    assert (event.id, message.id) == letters
    assert (message.kind, message.at, message.reason, message.code) == ("message", T0 + 2, "undeliverable", 131026)
    assert message.subject == "+55 11 95555-0101: Segue o boleto"
    assert (event.kind, event.at, event.reason) == ("event", T0 + 1, "the body is not JSON")
    assert len(dead_letters.listed(db, 1)) == 1


def test_each_is_shown_whole(db: Database, letters: tuple[str, str]) -> None:
    letter, content = dead_letters.show(db, letters[0])
    assert letter.id == letters[0]
    assert content.encode() == corpus.body("malformed/json_truncated.json")
    assert "Segue o boleto" in dead_letters.show(db, letters[1])[1]


@pytest.mark.parametrize("name", ["invalid_utf8.bin", "gzip_bytes.bin", "utf16_encoded.bin", "raw_nul_byte.bin"])
def test_a_body_that_is_no_text_is_shown_all_the_same(db: Database, name: str) -> None:
    event = webhook_events.add(db, corpus.body(f"malformed/{name}"), T0)
    webhook_events.dead(db, event, "?", T0)
    _, content = dead_letters.show(db, f"event-{event}")
    assert len(content) > 10


def test_an_event_is_tried_again(db: Database, letters: tuple[str, str]) -> None:
    dead_letters.retry(db, letters[0], T0 + 9)
    assert [event.body for event in webhook_events.pending(db, 9)] == [corpus.body("malformed/json_truncated.json")]
    assert [letter.id for letter in dead_letters.listed(db)] == [letters[1]]


def test_a_message_is_tried_again_with_all_its_attempts(db: Database, letters: tuple[str, str]) -> None:
    dead_letters.retry(db, letters[1], T0 + 9)
    (id,) = claimed(db, T0 + 9)
    kept = row(db, id)
    assert (kept["attempts"], kept["max_attempts"], kept["failed_reason"]) == (2, 7, None)


def test_what_is_dropped_is_gone_from_the_list_and_kept_in_the_record(db: Database, letters: tuple[str, str]) -> None:
    for letter in letters:
        dead_letters.drop(db, letter, T0 + 9)
    assert dead_letters.listed(db) == []
    assert status(db, int(letters[1].split("-")[1])) == "failed"
    assert webhook_events.pending(db, 9) == []


@pytest.mark.parametrize(
    "id", ["event-99", "message-99", "event", "letter-1", "event-x", "", "event-²", f"event-{'9' * 30}", "event--1"]
)
def test_what_is_not_there_is_said_to_be_not_there(db: Database, letters: tuple[str, str], id: str) -> None:
    for verb in (lambda: dead_letters.show(db, id), lambda: dead_letters.retry(db, id, T0)):
        with pytest.raises(NotFoundError, match="dead letter"):
            verb()


def test_what_is_not_dead_cannot_be_retried_or_dropped(db: Database) -> None:
    event, id = webhook_events.add(db, b"{}", T0), queue(db, person(db))
    for letter in (f"event-{event}", f"message-{id}"):
        with pytest.raises(NotFoundError):
            dead_letters.retry(db, letter, T0)
        with pytest.raises(NotFoundError):
            dead_letters.drop(db, letter, T0)
