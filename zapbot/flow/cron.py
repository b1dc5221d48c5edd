"""When a schedule strikes: `0 9 * * 1-5` in the business's time zone."""

import re
from datetime import UTC, datetime, timedelta

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_PART = re.compile(r"(\*|\d+(?:-\d+)?)(?:/(\d+))?")


def parse(text: str) -> tuple[frozenset[int], ...]:
    """The minutes, hours, days, months and weekdays (0 is Sunday) of a cron line; ValueError says what is wrong."""
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} is not a schedule: write minute hour day month weekday, such as 0 9 * * 1-5")
    return tuple(_values(field, *bounds) for field, bounds in zip(fields, _RANGES, strict=True))


def strikes(text: str, at: datetime) -> bool:
    """Whether the schedule strikes in this minute; as in cron, day and weekday are alternatives if both are given."""
    minutes, hours, days, months, weekdays = parse(text)
    fields = text.split()
    on_day, on_weekday = at.day in days, (at.isoweekday() % 7) in weekdays
    both = not fields[2].startswith("*") and not fields[4].startswith("*")
    due = (on_day or on_weekday) if both else (on_day and on_weekday)
    return at.minute in minutes and at.hour in hours and at.month in months and due


def last(text: str, now: datetime, back: timedelta) -> datetime | None:
    """The latest minute up to now, and not longer ago than `back`, in which the schedule struck.

    When clocks change, an hour that comes twice strikes the first time, and one that does not come strikes when it
    would have been over at once; only what strikes every hour goes by real time.
    """
    minute = now.replace(second=0, microsecond=0)
    while now.astimezone(UTC) - minute.astimezone(UTC) <= back:
        if _due(text, minute):
            return minute
        minute = _before(minute)
    return None


def _due(text: str, minute: datetime) -> bool:
    if text.split()[1].startswith("*"):
        return strikes(text, minute)
    return not minute.fold and any(strikes(text, one) for one in (minute, *_skipped(minute)))


def _skipped(minute: datetime) -> list[datetime]:
    """The minutes of local time the clock has just jumped over, when it has."""
    now, before = minute.utcoffset(), _before(minute).utcoffset()
    jump = (now - before) // timedelta(minutes=1) if now is not None and before is not None else 0
    return [minute - timedelta(minutes=passed) for passed in range(1, jump + 1)]


def _before(minute: datetime) -> datetime:
    """A minute earlier in real time."""
    return (minute.astimezone(UTC) - timedelta(minutes=1)).astimezone(minute.tzinfo)


def _values(field: str, low: int, high: int) -> frozenset[int]:
    values: set[int] = set()
    for part in field.split(","):
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(f"{part!r} is not part of a schedule: write numbers, 1-5, */15 or *")
        if found[2] and not int(found[2]):
            raise ValueError(f"{part!r} has a step of 0: write 1 or more behind the /")
        values |= set(_range(found[1], found[2], low, high))
    return frozenset(v % 7 for v in values) if (low, high) == _RANGES[4] else frozenset(values)


def _range(span: str, step: str | None, low: int, high: int) -> range:
    """`*`, `5`, `1-5`; with a step a number alone goes on to the end."""
    start, _, end = (f"{low}-{high}" if span == "*" else span).partition("-")
    first = int(start)
    final = int(end) if end else high if step else first
    if not low <= first <= final <= high:
        raise ValueError(f"{span!r} is outside {low}-{high}: correct it")
    return range(first, final + 1, int(step or 1))
