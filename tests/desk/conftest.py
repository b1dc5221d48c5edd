"""One office, or one shop, per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.office import Office
from tests.desk.shop import Shop


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that knows no flow."""
    opened = Office(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def bot(office: Office) -> Office:
    """An office whose bot answers `oi` with a menu of two buttons."""
    office.learn()
    return office


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A business that has just opened, with the world around it."""
    opened = Shop(tmp_path)
    yield opened
    opened.db.close()
