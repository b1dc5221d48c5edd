"""A migrated store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from zapbot.store.db import connect
from zapbot.store.migrations import migrate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory."""
    migrate(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    """A connection to it."""
    opened = connect(folder)
    yield opened
    opened.close()
