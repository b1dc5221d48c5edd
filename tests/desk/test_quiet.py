"""Quiet hours, over midnight and not."""

from datetime import datetime

import pytest

from tests.desk.campaign import ZONE
from zapbot.desk import quiet
from zapbot.errors import UsageError


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).timestamp()


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        ("21:00-08:00", at(22, 20, 59), None),
        ("21:00-08:00", at(22, 21), at(23, 8)),
        ("21:00-08:00", at(23, 3), at(23, 8)),
        ("21:00-08:00", at(23, 8), None),
        ("12:00-13:30", at(22, 12, 45), at(22, 13, 30)),
        ("12:00-13:30", at(22, 14), None),
        ("never", at(23, 3), None),
    ],
)
def test_quiet_hours_end_when_they_say(hours: str, now: float, ends: float | None) -> None:
    assert quiet.until(quiet.parse(hours), now, ZONE) == ends


@pytest.mark.parametrize("text", ["25:00-08:00", "21-8", "08:00-08:00", ""])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        quiet.parse(text)
