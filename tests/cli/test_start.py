"""What every command shares: help, version, quick start, sentences instead of tracebacks."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from zapbot import __version__
from zapbot.store.db import FILE, connect
from zapbot.store.migrations import latest, migrate

HEAVY = (
    "aiohttp",
    "aiosqlite",
    "httpx",
    "huey",
    "litestar",
    "msgspec",
    "prometheus_client",
    "pydantic_settings",
    "ruamel",
    "sqlite_utils",
    "structlog",
    "uvicorn",
)


def test_the_version_names_what_a_bug_report_needs(zapbot: Zapbot) -> None:
    done = zapbot("--version")
    assert done.code == 0
    for part in (f"zapbot {__version__}", "Python 3", "SQLite 3", latest()):
        assert part in done.out


def test_the_help_lists_the_commands(zapbot: Zapbot) -> None:
    done = zapbot("--help")
    assert done.code == 0
    for name in ("demo", "serve", "worker", "migrate", "status", "sandbox", "flows", "dead"):
        assert name in done.out


@pytest.mark.parametrize("arguments", [["--help"], ["flows", "--help"], ["flows", "import", "--help"], ["--nonsense"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['zapbot', *{arguments!r}]\n"
        "from zapbot.cli import main\n"
        "try:\n    main()\n"
        "finally:\n"
        f"    print('loaded', [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["flows"],
        ["flows", "nonsense"],
        ["status", "extra"],
        ["dead", "show"],
        ["dead", "list", "--limit", "many"],
        ["serve", "--port", "http"],
        ["dead", "retry"],
        ["dead", "retry", "message-1", "--all"],
        ["flows", "check", "nowhere.yaml"],
        ["flows", "import", "nowhere"],
        ["flows", "check"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(zapbot: Zapbot, arguments: list[str]) -> None:
    done = zapbot(*arguments)
    assert done.code == 2
    assert done.err.strip() or done.out.strip()


@pytest.mark.parametrize(
    "command", [["status"], ["dead", "list"], ["flows", "list"], ["migrate"], ["migrate", "--check"]]
)
def test_a_wrong_setting_is_exit_code_2_and_named(
    zapbot: Zapbot, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPBOT_TIMEZONE", "Nowhere")
    done = zapbot(*command)
    assert done.code == 2
    assert "ZAPBOT_TIMEZONE" in done.err


def test_a_data_directory_that_is_a_file_is_told_in_a_sentence(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I am a file")
    for command in (["status"], ["migrate"], ["migrate", "--check"], ["dead", "list"]):
        done = zapbot(*command)
        assert done.code == 1
        assert str(tmp_path / "data") in done.err + done.out


def test_a_store_that_is_no_database_is_told_in_a_sentence(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE).write_bytes(b"I am no database" * 100)
    for command in (["status"], ["migrate"], ["migrate", "--check"], ["flows", "list"]):
        done = zapbot(*command)
        assert done.code == 1
        assert str(tmp_path / "data" / FILE) in done.err
    assert (tmp_path / "data" / FILE).read_bytes() == b"I am no database" * 100


def test_a_store_of_a_newer_version_is_left_alone(zapbot: Zapbot, tmp_path: Path) -> None:
    migrate(tmp_path / "data")
    db = connect(tmp_path / "data")
    db.execute("update _sqlite_migrations set name = 'm999_future' where rowid = 1")
    db.close()
    for command in (["status"], ["migrate"], ["migrate", "--check"]):
        done = zapbot(*command)
        assert done.code == 1
        assert "newer zapbot" in done.err


def test_migrate_brings_the_schema_up_to_date_once(zapbot: Zapbot, tmp_path: Path) -> None:
    assert zapbot("migrate", "--check").code == 1
    assert not (tmp_path / "data").exists()
    first, second, checked = zapbot("migrate"), zapbot("migrate"), zapbot("migrate", "--check")
    assert (first.code, second.code, checked.code) == (0, 0, 0)
    assert latest() in first.out
    assert "Nothing to do" in second.out
    assert "Up to date" in checked.out


def test_migrate_check_names_the_missing_steps_and_changes_nothing(zapbot: Zapbot, tmp_path: Path) -> None:
    connect(tmp_path / "data").close()
    done = zapbot("migrate", "--check")
    assert done.code == 1
    assert latest() in done.out
    assert zapbot("migrate", "--check").code == 1


def test_the_data_directory_is_for_its_owner_only(zapbot: Zapbot, tmp_path: Path) -> None:
    zapbot("migrate")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
