"""Times as a list says them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from zapbot.web import catalogue
from zapbot.web.inbox import moments

ZONE = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 9, 21, 0, 30, tzinfo=ZONE).timestamp()
HOUR = 3600.0


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (datetime(2026, 9, 21, 0, 29, 30, tzinfo=ZONE), "agora"),
        (datetime(2026, 9, 21, 0, 25, tzinfo=ZONE), "há 5 min"),
        (datetime(2026, 9, 20, 23, 40, tzinfo=ZONE), "há 50 min"),
        (datetime(2026, 9, 20, 9, 0, tzinfo=ZONE), "ontem"),
        (datetime(2026, 9, 18, 9, 0, tzinfo=ZONE), "sexta"),
        (datetime(2026, 9, 14, 9, 0, tzinfo=ZONE), "14/09/26"),
        (datetime(2026, 9, 21, 0, 31, tzinfo=ZONE), "agora"),
    ],
)
def test_a_moment_is_said_as_one_would(then: datetime, said: str) -> None:
    assert moments.ago(catalogue.words("pt_BR"), then.timestamp(), NOW, ZONE) == said


def test_earlier_today_is_said_by_the_clock() -> None:
    noon = datetime(2026, 9, 21, 12, 0, tzinfo=ZONE).timestamp()
    assert moments.ago(catalogue.words("pt_BR"), noon - 3 * HOUR, noon, ZONE) == "09:00"


@pytest.mark.parametrize(
    ("passed", "state", "left"),
    [
        (0, "good", "23 h"),
        (1, "good", "22 h"),
        (19.9, "good", "4 h"),
        (20, "soon", "3 h"),
        (23.5, "last", "25 min"),
        (23.91, "last", "<1 min"),
        (23.92, "closed", ""),
        (24, "closed", ""),
        (99, "closed", ""),
    ],
)
def test_a_window_says_how_it_stands_and_how_long_it_stays_open(passed: float, state: str, left: str) -> None:
    assert moments.window(NOW - passed * HOUR, NOW) == state
    assert moments.left(NOW - passed * HOUR, NOW) == left
