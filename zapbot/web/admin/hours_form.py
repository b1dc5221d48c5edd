"""The form of a team's business hours: what is filled in, and empty lines for more."""

from collections.abc import Mapping

from zapbot.desk.week import Line, Week

SPARE_LINES = 2
MOST_LINES = 28


def given(data: Mapping[str, str]) -> Week:
    """What somebody filled in; lines left empty do not count."""
    lines = [_line(data, n) for n in range(MOST_LINES)]
    return Week(data.get("when", ""), [line for line in lines if line != Line()], data.get("off", "").strip())


def lines(week: Week) -> list[Line]:
    """The lines to show: those there are, and some to fill in."""
    return [*week.lines, *[Line()] * min(SPARE_LINES, max(0, MOST_LINES - len(week.lines)))]


def _line(data: Mapping[str, str], n: int) -> Line:
    days = frozenset(day for day in range(7) if f"day-{n}-{day}" in data)
    return Line(days, data.get(f"opens-{n}", "").strip(), data.get(f"closes-{n}", "").strip())
