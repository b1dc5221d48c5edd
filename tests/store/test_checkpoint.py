"""The write-ahead log is emptied safely, and only when it is worth it."""

import secrets
from pathlib import Path

import pytest
from sqlite_utils import Database

from zapbot.store import checkpoint, settings
from zapbot.store.db import connect, transaction


def write(opened: Database, kilobytes: int = 1) -> str:
    """Write so much that was not there before: what stays the same is not written again."""
    text = secrets.token_hex(512 * kilobytes)
    with transaction(opened):
        settings.put(opened, "filler", text, 0.0)
    return text


def left_in_wal(opened: Database) -> int:
    """Pages of the log that are not in the database file yet."""
    _, in_wal, moved = opened.execute("pragma wal_checkpoint(passive)").fetchone()
    return int(in_wal - moved)


def test_a_checkpoint_moves_everything_while_others_are_connected(folder: Path, db: Database) -> None:
    reader, writer = connect(folder), connect(folder)
    write(writer, 100)
    assert settings.get(reader, "filler")
    assert checkpoint.guarded(folder)
    assert left_in_wal(db) == 0
    text = write(writer)
    assert settings.get(reader, "filler") == text
    assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
    reader.close()
    writer.close()


def test_a_reader_in_the_middle_makes_it_wait_for_next_time(folder: Path, db: Database) -> None:
    reader = connect(folder)
    reader.execute("begin")
    settings.get(reader, "filler")
    write(db, 10)
    assert not checkpoint.guarded(folder)
    assert settings.get(reader, "filler") is None
    reader.execute("commit")
    assert checkpoint.guarded(folder)
    reader.close()


def test_a_lock_that_cannot_be_had_makes_it_wait_for_next_time(
    folder: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = tuple(p.replace("busy_timeout = 5000", "busy_timeout = 10") for p in checkpoint.store_db.PRAGMAS)
    monkeypatch.setattr(checkpoint.store_db, "PRAGMAS", impatient)
    with transaction(db):
        settings.put(db, "a", 1, 0.0)
        assert not checkpoint.guarded(folder)
    assert settings.get(db, "a") == 1
    assert checkpoint.guarded(folder)


def test_it_is_due_when_the_log_is_large_and_no_more_when_it_was_emptied(folder: Path, db: Database) -> None:
    assert not checkpoint.due(folder)
    while not checkpoint.due(folder):
        write(db, 1024)
    assert checkpoint.guarded(folder)
    write(db)
    assert not checkpoint.due(folder)


def test_without_a_log_nothing_is_due(tmp_path: Path) -> None:
    assert not checkpoint.due(tmp_path)


def test_no_connection_checkpoints_by_itself(folder: Path, db: Database) -> None:
    before = (folder / "zapbot.db").stat().st_size
    for _ in range(8):
        write(db, 1024)
    assert (folder / "zapbot.db").stat().st_size == before
