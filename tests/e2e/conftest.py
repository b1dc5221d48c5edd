"""A browser on a busy machine is now and then too slow for a click: a browser test is tried again before it fails."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try each browser test up to three times; what is wrong fails all three."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2))
