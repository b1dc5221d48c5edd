"""The installation's own secret."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zapbot.errors import UsageError
from zapbot.instance_key import FILE, derive, instance_key


def test_a_setting_wins_and_leaves_no_file(tmp_path: Path) -> None:
    assert instance_key("a", tmp_path) == instance_key("a", tmp_path) != instance_key("b", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_setting_one_key_is_made_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: instance_key("", folder), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert [file.name for file in folder.iterdir()] == [FILE]
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert len({derive(b"k", "one"), derive(b"k", "two"), derive(b"l", "one")}) == 3
    assert len(derive(b"k", "one")) == 32


def test_a_key_that_is_not_whole_is_refused_instead_of_used(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(UsageError, match="not whole"):
        instance_key("", tmp_path)
