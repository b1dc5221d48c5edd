"""`zapbot sandbox`: whose API it imitates."""

from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from tests.stack import Stack, until


def test_an_api_nobody_has_is_named(zapbot: Zapbot) -> None:
    done = zapbot("sandbox", "--dialect", "twilio")
    assert done.code == 2
    assert "cloud or 360dialog" in done.err


@pytest.mark.parametrize(
    ("channel", "told", "not_told"),
    [
        ("cloud", "ZAPBOT_WHATSAPP_PHONE_NUMBER_ID=1,2", "ZAPBOT_DIALOG360_API_KEY"),
        ("360dialog", "ZAPBOT_DIALOG360_API_KEY=", "ZAPBOT_WHATSAPP_ACCESS_TOKEN"),
    ],
)
def test_it_says_what_the_other_side_must_know(tmp_path: Path, channel: str, told: str, not_told: str) -> None:
    with Stack(tmp_path, CHANNEL=channel, WHATSAPP_PHONE_NUMBER_ID="1, 2,") as stack:
        del stack.environment["ZAPBOT_WHATSAPP_ACCESS_TOKEN"]
        stack.start("sandbox")
        until(lambda: told in stack.log("sandbox"), 5, "the settings are told")
        assert not_told not in stack.log("sandbox")
