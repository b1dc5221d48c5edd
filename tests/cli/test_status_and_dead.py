"""`zapbot status` and `zapbot dead`: what waits, what gave up, and another try."""

import time
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from zapbot import app, settings
from zapbot.desk.receive import receive
from zapbot.store import stats, webhook_events
from zapbot.store.db import connect
from zapbot.store.migrations import latest, migrate

POISON = '{"object":"whatsapp_business_account","entry":"[bold]não é lista[/bold]"}'.encode()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory with two dead webhooks and one that waits."""
    folder = tmp_path / "data"
    migrate(folder)
    db = connect(folder)
    for body in (POISON, b"not json"):
        webhook_events.dead(db, webhook_events.add(db, body, time.time()), "first line\nthe reason", time.time())
    webhook_events.add(db, b"{}", time.time())
    db.close()
    return folder


@pytest.fixture
def dead_message(data_dir: Path) -> str:
    """A message that gave up; its id as a dead letter."""
    db = connect(data_dir)
    now = time.time()
    db.execute("insert into contacts (id, name, phone, created_at) values (1, 'Ana', '5511955550101', ?)", (now,))
    db.execute("insert into conversations (id, contact_id, created_at, updated_at) values (1, 1, ?, ?)", (now, now))
    db.execute(
        "insert into messages (id, contact_id, conversation_id, direction, origin, kind, text, content, status, at, "
        "created_at, token, attempts, failed_at, failed_code, failed_reason) values (42, 1, 1, 'out', 'flow', 'text', "
        "'[red]Olá[/red]', '{\"type\":\"Text\",\"text\":\"Olá\"}', 'dead', ?, ?, 'token', 6, ?, 131000, 'gave up')",
        (now, now, now),
    )
    db.close()
    return "message-42"


def state(data_dir: Path, id: str) -> str:
    """Where a dead letter's row stands."""
    table, column = ("webhook_events", "state") if id.startswith("event") else ("messages", "status")
    db = connect(data_dir)
    try:
        return str(db.execute(f"select {column} from {table} where id = ?", (id.partition("-")[2],)).fetchone()[0])
    finally:
        db.close()


def test_the_status_has_every_key_programs_rely_on(zapbot: Zapbot, data_dir: Path) -> None:
    done = zapbot("status", "--json")
    assert done.code == 0
    status = done.json
    assert status["events"] == {"received": 3, "pending": 1, "dead": 2}
    assert set(status["messages"]["out"]) >= set(stats.OUT)
    assert status["messages"]["in"] == 0
    assert status["schema"] == latest()
    assert status["flows"] == []
    assert {"calls", "media"} <= status.keys()


def test_the_status_of_a_new_data_directory_is_all_zero(zapbot: Zapbot) -> None:
    status = zapbot("status", "--json").json
    assert status["events"] == {"received": 0, "pending": 0, "dead": 0}
    assert not any(status["messages"]["out"].values())


def test_the_status_for_people_points_to_dead_letters(zapbot: Zapbot, data_dir: Path) -> None:
    done = zapbot("status")
    assert "zapbot dead list" in done.out
    assert "webhooks pending" in done.out


def test_dead_letters_are_listed_with_their_reason(zapbot: Zapbot, dead_message: str) -> None:
    done = zapbot("dead", "list")
    for part in ("event-1", "event-2", "the reason", "message-42", "[red]Olá[/red]", "131000", "gave up"):
        assert part in done.out
    listed = zapbot("dead", "list", "--json").json
    assert {letter["id"] for letter in listed} == {"event-1", "event-2", "message-42"}
    assert len(zapbot("dead", "list", "--limit", "1", "--json").json) == 1


def test_no_dead_letters_is_said_so(zapbot: Zapbot) -> None:
    assert zapbot("dead", "list").out == "No dead letters.\n"
    assert zapbot("dead", "list", "--json").json == []


def test_a_dead_letter_is_shown_whole(zapbot: Zapbot, dead_message: str) -> None:
    done = zapbot("dead", "show", "event-1")
    assert POISON.decode() in done.out
    assert "first line\nthe reason" in done.out
    assert zapbot("dead", "show", "event-1", "--json").json["content"] == POISON.decode()
    assert "Olá" in zapbot("dead", "show", dead_message).out


@pytest.mark.parametrize("body", [b"\xff\xfe\x00garbage", b"\x80\x04\x95", b""])
def test_a_dead_webhook_that_is_no_text_is_shown_all_the_same(zapbot: Zapbot, data_dir: Path, body: bytes) -> None:
    db = connect(data_dir)
    id = webhook_events.add(db, body, time.time())
    webhook_events.dead(db, id, "no text", time.time())
    db.close()
    for options in ([], ["--json"]):
        done = zapbot("dead", "show", f"event-{id}", *options)
        assert done.code == 0
        assert "no text" in done.out


@pytest.mark.parametrize("verb", ["show", "retry", "drop"])
@pytest.mark.parametrize(
    "id", ["event-3", "event-99", "message-1", "call-7", "event-", "event-1x", "event-²", "nonsense"]
)
def test_what_is_no_dead_letter_is_told_in_a_sentence(zapbot: Zapbot, data_dir: Path, verb: str, id: str) -> None:
    done = zapbot("dead", verb, id)
    assert done.code == 1
    assert id in done.err


def test_a_retried_dead_letter_waits_again(zapbot: Zapbot, data_dir: Path, dead_message: str) -> None:
    assert zapbot("dead", "retry", "event-2", dead_message).out == "2 queued again.\n"
    assert (state(data_dir, "event-2"), state(data_dir, dead_message)) == ("pending", "pending")
    assert [letter["id"] for letter in zapbot("dead", "list", "--json").json] == ["event-1"]


def test_a_dropped_dead_letter_is_kept_but_no_longer_listed(zapbot: Zapbot, data_dir: Path, dead_message: str) -> None:
    assert zapbot("dead", "drop", "event-2", dead_message).code == 0
    assert (state(data_dir, "event-2"), state(data_dir, dead_message)) == ("processed", "failed")
    assert zapbot("dead", "retry", "event-2").code == 1


def test_all_dead_letters_at_once(zapbot: Zapbot, data_dir: Path, dead_message: str) -> None:
    assert zapbot("dead", "retry", "--all").out == "3 queued again.\n"
    assert zapbot("status", "--json").json["events"]["pending"] == 3
    assert zapbot("dead", "drop", "--all").out == "0 dropped.\n"


def test_one_unknown_id_among_several_changes_nothing(zapbot: Zapbot, data_dir: Path) -> None:
    assert zapbot("dead", "retry", "event-1", "event-99").code == 1
    assert state(data_dir, "event-1") == "dead"


def test_a_retried_webhook_that_is_still_poison_is_dead_again(zapbot: Zapbot, data_dir: Path) -> None:
    zapbot("dead", "retry", "--all")
    configured = settings.load(whatsapp_phone_number_id="800000000000001", whatsapp_app_secret="segredo")
    db = connect(data_dir)
    from zapbot.desk.library import Library

    while receive(db, app.connector(configured), Library(configured.zone), time.time):
        pass
    db.close()
    assert zapbot("status", "--json").json["events"]["pending"] == 0
    assert "event-2" in zapbot("dead", "list").out
