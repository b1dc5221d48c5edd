"""Days a team is away whatever day of the week it is: `exceto 25/12, 01/01, 24/12/2026`."""

import re
from collections.abc import Iterable
from datetime import date

Day = tuple[int, int, int]
"""The year, or 0 for every year; a month; a day of it."""

WORD = "exceto"
_WORD = re.compile(r"[\s,;]*\b(?:exceto|except|menos)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;]+(?:(?:e|and)\s+)?")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LEAP_YEAR = 2024


def split(text: str) -> tuple[str, frozenset[Day]]:
    """Hours without the days off at their end, and these days. Raises ValueError."""
    found = _WORD.search(text)
    if not found:
        return text, frozenset()
    return text[: found.start()], read(text[found.end() :])


def read(text: str) -> frozenset[Day]:
    """Days as people write them, at least one. Raises ValueError."""
    return frozenset(_day(part) for part in _BETWEEN.split(text.strip(" ,;\t\r\n")))


def written(days: Iterable[Day]) -> str:
    """Days as `read` reads them: those of every year first."""
    return ", ".join(f"{day:02}/{month:02}" + (f"/{year}" if year else "") for year, month, day in sorted(days))


def _day(text: str) -> Day:
    day, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        found = _parts(*iso.group(3, 2, 1)) if iso else _parts(*day.group(1, 2, 3)) if day else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"{text!r} is no day of the calendar: write days off like exceto 25/12, 01/01/2027")
    return found


def _parts(day: str, month: str, year: str | None) -> Day:
    """Raises ValueError when no calendar has this day."""
    date(int(year or _LEAP_YEAR), int(month), int(day))
    return int(year or 0), int(month), int(day)
