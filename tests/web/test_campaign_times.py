"""How long a campaign takes, in words."""

import pytest

from zapbot.web.campaigns.times import lasting


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 s"),
        (45, "45 s"),
        (59.9, "60 s"),
        (60, "1 min"),
        (720, "12 min"),
        (3600, "1 h"),
        (12_000, "3 h 20 min"),
        (187_200, "2 d 4 h"),
        (172_800, "2 d"),
    ],
)
def test_no_more_exact_than_it_is_worth(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
