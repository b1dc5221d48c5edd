"""A team's business hours as lines people fill in: days with two times, and days off."""

import re
from dataclasses import dataclass

from zapbot.errors import UsageError
from zapbot.flow import days_off, hours, hours_text
from zapbot.flow.hours import Span

_MIDNIGHT = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::00)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Days, 0 is Monday, and from when to when somebody is there; times as a field holds them."""

    days: frozenset[int] = frozenset()
    opens: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is there: always, at the hours of the lines, or never; and the days off in words."""

    when: str
    lines: list[Line]
    off: str


def read(text: str) -> Week:
    """Hours as they are written; who has none is always there."""
    found = hours.parse(text or "sempre")
    plain = hours_text.written(found.spans)
    when = {"sempre": "always", "nunca": "never"}.get(plain, "hours")
    lines = [_line(span) for span in found.spans] if when == "hours" else []
    return Week(when, lines, days_off.written(found.off))


def written(week: Week) -> str:
    """The hours as the file has them. Raises UsageError."""
    try:
        off = days_off.read(week.off) if week.off.strip(" ,;") else frozenset()
    except ValueError as error:
        raise UsageError(str(error)) from None
    match week.when:
        case "always":
            return hours_text.written([Span(frozenset(range(7)), 0, _MIDNIGHT)], off)
        case "never":
            return hours_text.written([], off)
    spans = [_span(line) for line in week.lines]
    if not spans:
        raise UsageError("there are no hours: fill in a line, or choose always or never")
    return hours_text.written(spans, off)


def _line(span: Span) -> Line:
    return Line(span.days, hours_text.clock(span.opens), hours_text.clock(span.closes % _MIDNIGHT))


def _span(line: Line) -> Span:
    opens, closes = _TIME.fullmatch(line.opens), _TIME.fullmatch(line.closes)
    if not (line.days and opens and closes):
        raise UsageError("a line of hours has days and two times: complete it, or leave all of it empty")
    return Span(line.days, _minute(opens), _minute(closes) or _MIDNIGHT)


def _minute(time: re.Match[str]) -> int:
    return int(time[1]) * 60 + int(time[2])
