"""Which origins a setting names."""

import pytest

from zapbot.web.cors import origins


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("", set()),
        ("*", set()),
        ("https://*.example", set()),
        ("painel.example", set()),
        ("null", set()),
        ("https://Painel.example/, http://127.0.0.1:3000", {"https://painel.example", "http://127.0.0.1:3000"}),
    ],
)
def test_only_whole_origins_are_named(setting: str, named: set[str]) -> None:
    assert origins(setting) == named
