"""Connections and transactions."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from zapbot.store import settings
from zapbot.store.db import FILE, connect, savepoint, transaction

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "wal_autocheckpoint": 0,
    "trusted_schema": 0,
    "temp_store": 2,
}


def pragmas(db: Database) -> dict[str, object]:
    return {name: db.execute(f"pragma {name}").fetchone()[0] for name in EXPECTED}


def kept(db: Database) -> list[str]:
    return [key for (key,) in db.execute("select key from settings order by key").fetchall()]


def put(db: Database, key: str) -> None:
    settings.put(db, key, 1, 0.0)


def test_every_connection_is_set_up_alike(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    for _ in range(3):
        db = connect(folder)
        assert pragmas(db) == EXPECTED
        db.close()
    assert (folder / FILE).exists()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_new_file_opened_by_many_at_once_is_set_up_alike(tmp_path: Path) -> None:
    seen: list[dict[str, object]] = []

    def open_it() -> None:
        db = connect(tmp_path)
        seen.append(pragmas(db))
        db.close()

    threads = [threading.Thread(target=open_it) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [EXPECTED] * 12


def test_a_transaction_takes_the_write_lock_before_it_reads(folder: Path, db: Database) -> None:
    other = connect(folder)
    other.execute("pragma busy_timeout = 10")
    with transaction(db):
        with pytest.raises(sqlite3.OperationalError, match="locked"), transaction(other):
            pass
        assert not other.conn.in_transaction
    with transaction(other):
        put(other, "b")
    other.close()
    assert kept(db) == ["b"]


def test_two_that_read_then_write_both_get_through(folder: Path) -> None:
    def add(times: int) -> None:
        own = connect(folder)
        for _ in range(times):
            with transaction(own):
                settings.put(own, "n", (settings.get(own, "n") or 0) + 1, 0.0)
        own.close()

    threads = [threading.Thread(target=add, args=(25,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    own = connect(folder)
    assert settings.get(own, "n") == 100
    own.close()


def test_a_transaction_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(KeyboardInterrupt), transaction(db):
        put(db, "a")
        raise KeyboardInterrupt
    assert kept(db) == []
    assert not db.conn.in_transaction


def test_a_transaction_inside_another_fails_alone(db: Database) -> None:
    with transaction(db):
        put(db, "a")
        with pytest.raises(ValueError, match="inner"), transaction(db):
            put(db, "b")
            raise ValueError("inner")
        with transaction(db), savepoint(db):
            put(db, "c")
    assert kept(db) == ["a", "c"]


def test_what_an_inner_transaction_kept_goes_with_the_outer_one(db: Database) -> None:
    with pytest.raises(ValueError, match="outer"), transaction(db):
        with transaction(db):
            put(db, "a")
        raise ValueError("outer")
    assert kept(db) == []


def test_a_commit_that_fails_leaves_no_transaction_open(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(db):
        db.execute("pragma defer_foreign_keys = on")
        db.execute("insert into tags (contact_id, tag, added_at) values (99, 'x', 0)")
    assert not db.conn.in_transaction
    with transaction(db):
        put(db, "a")
    assert kept(db) == ["a"]
