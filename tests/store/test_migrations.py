"""The schema: made from nothing, once, whoever comes first."""

import multiprocessing
from itertools import chain
from pathlib import Path

import pytest

from zapbot.errors import NewerSchemaError
from zapbot.store import migrations
from zapbot.store.db import connect, transaction


def tables(folder: Path) -> set[str]:
    db = connect(folder)
    names = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'").fetchall()}
    db.close()
    return names


def test_a_blank_folder_gets_the_whole_schema(tmp_path: Path) -> None:
    applied = migrations.migrate(tmp_path / "data")
    assert applied[-1] == migrations.latest()
    assert {"webhook_events", "contacts", "messages", "executions", "journal"} <= tables(tmp_path / "data")


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    migrations.migrate(tmp_path)
    before = tables(tmp_path)
    assert migrations.migrate(tmp_path) == []
    assert tables(tmp_path) == before


def test_the_schema_has_no_broken_reference(tmp_path: Path) -> None:
    migrations.migrate(tmp_path)
    db = connect(tmp_path)
    assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()


def test_three_processes_at_once_migrate_an_empty_folder_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(3) as pool:
        applied = pool.map(migrations.migrate, [tmp_path / "data"] * 3, chunksize=1)
        pool.close()
        pool.join()
    db = connect(tmp_path / "data")
    steps = [name for (name,) in db.execute("select name from _sqlite_migrations").fetchall()]
    db.close()
    assert list(chain(*applied)) == steps == sorted(set(steps))


def test_a_newer_schema_is_refused_in_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    migrations.migrate(tmp_path)
    db = connect(tmp_path)
    with transaction(db):
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('zapbot', 'm999_telepathy', '')"
        )
    db.close()
    with pytest.raises(NewerSchemaError) as refused:
        migrations.migrate(tmp_path)
    said = str(refused.value)
    assert "m999_telepathy" in said
    assert migrations.latest() in said
    assert "install" in said
    assert "\n" not in said


def test_a_step_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spine = migrations.m001_spine
    monkeypatch.setattr(spine, "SQL", spine.SQL + ";\ncreate table broken (")
    with pytest.raises(Exception, match="incomplete input"):
        migrations.migrate(tmp_path)
    assert "contacts" not in tables(tmp_path)
    monkeypatch.undo()
    assert migrations.migrate(tmp_path)
