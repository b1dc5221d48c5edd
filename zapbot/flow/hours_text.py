"""Business hours written the way `hours.parse` reads them."""

from collections.abc import Iterable
from itertools import groupby

from zapbot.flow import days_off
from zapbot.flow.days_off import Day
from zapbot.flow.hours import Span

_NAMES = ("seg", "ter", "qua", "qui", "sex", "sáb", "dom")
_MIDNIGHT = 24 * 60


def written(spans: Iterable[Span], off: Iterable[Day] = ()) -> str:
    """`seg-sex 08:00-12:00 13:00-18:00, sáb 08:00-12:00, exceto 25/12`, or `sempre`, or `nunca`."""
    open, days = [span for span in spans if span.days], days_off.written(off)
    weekly = "sempre" if any(_is_always(span) for span in open) else _weekly(open) or "nunca"
    return f"{weekly}, {days_off.WORD} {days}" if days else weekly


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _is_always(span: Span) -> bool:
    return len(span.days) == len(_NAMES) and (span.opens, span.closes) == (0, _MIDNIGHT)


def _weekly(spans: list[Span]) -> str:
    parts = ((days, [f"{clock(s.opens)}-{clock(s.closes)}" for s in same]) for days, same in groupby(spans, _days_of))
    return ", ".join(f"{_days(days)} {' '.join(times)}" for days, times in parts)


def _days_of(span: Span) -> frozenset[int]:
    return span.days


def _days(days: frozenset[int]) -> str:
    """Days in a row as `seg-sex`, others as `seg e qua`."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return " e ".join(_NAMES[run[0]] + (f"-{_NAMES[run[-1]]}" if len(run) > 1 else "") for run in runs)
