"""Business hours as people write them: `seg-sex 08:00-18:00, sáb 08:00-12:00, exceto 25/12`, or `sempre`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from zapbot.flow import days_off, words
from zapbot.flow.days_off import Day

_DAYS = {"seg": 0, "ter": 1, "qua": 2, "qui": 3, "sex": 4, "sab": 5, "dom": 6}
_DAYS |= {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_ALWAYS = ("sempre", "always", "24h")
_NEVER = ("nunca", "never")
_HOW = "write it like seg-sex 08:00-18:00, sab 08:00-12:00"

FURTHEST_DAYS = 400
"""How far ahead somebody who comes back is looked for: more than a year of days off is for ever."""


@dataclass(frozen=True, slots=True)
class Span:
    """Open on these weekdays (0 is Monday) from one minute of the day to another."""

    days: frozenset[int]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team is there."""

    text: str
    spans: tuple[Span, ...]
    off: frozenset[Day] = frozenset()

    def open_at(self, now: datetime) -> bool:
        """Whether somebody is there at this moment of local time."""
        minute = now.hour * 60 + now.minute
        return any(span.opens <= minute < span.closes for span in self._spans_of(now))

    def next_open(self, now: datetime) -> datetime | None:
        """When somebody comes next, after this moment; None for a team that is never there."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight + timedelta(days=ahead) for ahead in range(FURTHEST_DAYS if self.spans else 0))
        for day in days:
            opens = [day + timedelta(minutes=span.opens) for span in self._spans_of(day)]
            if later := [at for at in opens if at > now]:
                return min(later)
        return None

    def _spans_of(self, day: datetime) -> tuple[Span, ...]:
        """When somebody is there on a day."""
        if {(0, day.month, day.day), (day.year, day.month, day.day)} & self.off:
            return ()
        return tuple(span for span in self.spans if day.weekday() in span.days)


@lru_cache(maxsize=256)
def parse(text: str) -> Hours:
    """Hours from their text; ValueError says how to write them."""
    weekly, off = days_off.split(text)
    said = words.plain(weekly)
    if said in _ALWAYS:
        return Hours(text, (Span(frozenset(range(7)), 0, 24 * 60),), off)
    if said in _NEVER:
        return Hours(text, (), off)
    return Hours(text, _weekly(weekly), off)


def _weekly(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    days: frozenset[int] = frozenset()
    pending: frozenset[int] = frozenset()  # days named before the times they share: `seg, qua 08:00-18:00`
    for part in re.split(r"[,;]", text):
        times = [_span(found) for found in _SPAN.findall(part)]
        named = _SPAN.sub("", part).strip()
        days = pending | _days(named) if named else days
        pending = frozenset() if times else days
        if not days or (not times and not named):
            raise ValueError(f"{part.strip()!r} are no business hours: {_HOW}")
        spans += [Span(days, opens, closes) for opens, closes in times]
    if pending:
        raise ValueError(f"{text!r} names days without hours: {_HOW}")
    return tuple(spans)


def _span(found: tuple[str, str, str, str]) -> tuple[int, int]:
    opens, closes = int(found[0]) * 60 + int(found[1]), int(found[2]) * 60 + int(found[3])
    if not 0 <= opens < closes <= 24 * 60:
        raise ValueError(f"{'-'.join((':'.join(found[:2]), ':'.join(found[2:])))} ends before it begins: {_HOW}")
    return opens, closes


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    said = words.plain(text.replace("-", " a ").replace(" e ", " ")).replace(" to ", " a ")
    for part in said.split():
        if part != "a" and part[:3] not in _DAYS:
            raise ValueError(f"{part!r} is not a day: {_HOW}")
    names = re.findall(r"([a-z]{3})[a-z]*(?: a ([a-z]{3})[a-z]*)?", said)
    for first, final in names:
        start, end = _DAYS[first], _DAYS[final] if final else _DAYS[first]
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return frozenset(days)
