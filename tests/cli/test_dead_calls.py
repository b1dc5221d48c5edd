"""`zapbot dead` with calls that gave up."""

import time
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from zapbot.connector import Sender
from zapbot.store import calls, contacts
from zapbot.store.db import connect
from zapbot.store.migrations import migrate

REQUEST = {"method": "POST", "url": "https://crm.example/pedidos/7", "headers": {"A": "Bearer \ue000crm\ue001"}}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory with one dead call."""
    folder = tmp_path / "data"
    migrate(folder)
    db = connect(folder)
    contact = contacts.create(db, Sender(wa_id="5511955550101"), time.time())
    calls.add(db, contact, None, "x-1", "http", REQUEST, 1, time.time())
    (call,) = calls.claim(db, time.time(), 1)
    calls.finish(db, call, {"reason": "HTTP 500"}, time.time(), "HTTP 500")
    db.close()
    return folder


def status(data_dir: Path) -> str:
    """Where the call stands."""
    db = connect(data_dir)
    try:
        return str(db.execute("select status from calls").fetchone()[0])
    finally:
        db.close()


def test_a_dead_call_is_listed_and_shown(zapbot: Zapbot, data_dir: Path) -> None:
    (listed,) = zapbot("dead", "list", "--json").json
    assert (listed["id"], listed["kind"], listed["reason"]) == ("call-1", "call", "HTTP 500")
    assert "POST https://crm.example/pedidos/7" in zapbot("dead", "list").out
    shown = zapbot("dead", "show", "call-1").out
    assert "Bearer {{ secret.crm }}" in shown
    assert "zapbot dead list" in zapbot("status").out


def test_a_retried_call_waits_again_and_the_worker_is_told(zapbot: Zapbot, data_dir: Path) -> None:
    assert zapbot("dead", "retry", "call-1").out == "1 queued again.\n"
    assert status(data_dir) == "pending"
    assert b"calls" in (data_dir / "queue.db").read_bytes()
    assert zapbot("dead", "retry", "call-1").code == 1


def test_a_dropped_call_is_listed_no_more(zapbot: Zapbot, data_dir: Path) -> None:
    assert zapbot("dead", "drop", "--all").out == "1 dropped.\n"
    assert status(data_dir) == "dropped"
    assert zapbot("dead", "list").out == "No dead letters.\n"
