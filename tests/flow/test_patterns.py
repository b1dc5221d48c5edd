"""Regular expressions that cannot hang the bot."""

import time

import pytest

from zapbot.flow import patterns


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){20}", "([a-z]+)*[0-9]"])
def test_a_costly_pattern_is_fast_on_a_long_text(pattern: str) -> None:
    text = "a" * 4096 + "!"
    start = time.monotonic()
    patterns.matches(pattern, text)
    patterns.fits(pattern, text)
    assert time.monotonic() - start < 0.2


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a{2,1}", "(?=a)", "(?<!a)b", r"(a)\1", "*", "((((a{100}){100}){100}){100})"]
)
def test_what_cannot_be_matched_in_linear_time_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="is refused: "):
        patterns.compile(pattern)


def test_a_pattern_is_found_anywhere_or_fits_the_whole() -> None:
    assert patterns.matches("b+", "abc")
    assert not patterns.fits("b+", "abc")
    assert patterns.fits("[a-c]+", "abc")
