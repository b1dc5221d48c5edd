"""When a schedule strikes."""

from datetime import UTC, datetime, timedelta

import pytest

from zapbot.flow import cron


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "strikes", "not_then"),
    [
        ("0 9 * * 1-5", ["2026-03-02 09:00", "2026-03-06 09:00"], ["2026-03-02 09:01", "2026-03-07 09:00"]),
        ("*/15 * * * *", ["2026-03-02 09:00", "2026-03-02 23:45"], ["2026-03-02 09:10"]),
        ("10/20 9 * * *", ["2026-03-02 09:10", "2026-03-02 09:30", "2026-03-02 09:50"], ["2026-03-02 09:00"]),
        ("0 8-18/2 * * *", ["2026-03-02 08:00", "2026-03-02 18:00"], ["2026-03-02 09:00"]),
        ("0 9 1,15 * *", ["2026-03-01 09:00", "2026-03-15 09:00"], ["2026-03-02 09:00"]),
        ("0 9 * 12 *", ["2026-12-02 09:00"], ["2026-03-02 09:00"]),
        ("0 9 * * 0", ["2026-03-01 09:00"], ["2026-03-02 09:00"]),
        ("0 9 * * 7", ["2026-03-01 09:00"], ["2026-03-02 09:00"]),
        ("0 9 * * 5-7", ["2026-03-06 09:00", "2026-03-07 09:00", "2026-03-08 09:00"], ["2026-03-09 09:00"]),
        ("0 9 13 * 5", ["2026-03-13 09:00", "2026-03-06 09:00", "2026-04-13 09:00"], ["2026-03-12 09:00"]),
        ("0 9 */2 * 1", ["2026-03-09 09:00"], ["2026-03-02 09:00", "2026-03-03 09:00"]),
    ],
)
def test_a_line_strikes_as_cron_does(line: str, strikes: list[str], not_then: list[str]) -> None:
    assert [text for text in (*strikes, *not_then) if cron.strikes(line, at(text))] == strikes


@pytest.mark.parametrize(
    "line",
    [
        "",
        "0 9 * *",
        "0 9 * * * *",
        "60 9 * * *",
        "0 24 * * *",
        "0 9 0 * *",
        "0 9 * 13 *",
        "0 9 * * 8",
        "a 9 * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "0 9 * * mon",
    ],
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|outside|step"):
        cron.parse(line)


def test_the_last_time_is_looked_for_so_far_back_and_no_further() -> None:
    line, back = "0 9 * * *", timedelta(minutes=10)
    assert cron.last(line, at("2026-03-02 09:00"), back) == at("2026-03-02 09:00")
    assert cron.last(line, at("2026-03-02 09:10").replace(second=0), back) == at("2026-03-02 09:00")
    assert cron.last(line, at("2026-03-02 09:11"), back) is None
    assert cron.last(line, at("2026-03-02 08:59"), back) is None
