"""Lengths of time as authors write them."""

import pytest

from zapbot.flow import durations


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("15m", 900), ("20h", 72000), ("7d", 604800), ("1h30m", 5400), ("1h 30m", 5400)]
)
def test_a_duration_is_seconds(text: str, seconds: int) -> None:
    assert durations.seconds(text) == seconds
    assert durations.spell(seconds) == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "5", "m", "5 minutos", "-5m", "1.5h", "5M", "1w", "9999999d", "５m"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration: write 30s"):
        durations.seconds(text)
