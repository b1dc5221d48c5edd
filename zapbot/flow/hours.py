"""Business hours as people write them: `seg-sex 08:00-18:00, sáb 08:00-12:00`, or `sempre`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from zapbot.flow import words

_DAYS = {"seg": 0, "ter": 1, "qua": 2, "qui": 3, "sex": 4, "sab": 5, "dom": 6}
_DAYS |= {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_ALWAYS = ("sempre", "always", "24h")
_NEVER = ("nunca", "never")
_HOW = "write it like seg-sex 08:00-18:00, sab 08:00-12:00"


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

    def open_at(self, now: datetime) -> bool:
        """Whether somebody is there at this moment of local time."""
        minute, day = now.hour * 60 + now.minute, now.weekday()
        return any(day in span.days and span.opens <= minute < span.closes for span in self.spans)

    def next_open(self, now: datetime) -> datetime | None:
        """When somebody comes next, after this moment; None for a team that is never there."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [midnight + timedelta(days=ahead) for ahead in range(8)]
        opens = [
            day + timedelta(minutes=span.opens) for day in days for span in self.spans if day.weekday() in span.days
        ]
        return min((at for at in opens if at > now), default=None)


@lru_cache(maxsize=256)
def parse(text: str) -> Hours:
    """Hours from their text; ValueError says how to write them."""
    said = words.plain(text)
    if said in _ALWAYS:
        return Hours(text, (Span(frozenset(range(7)), 0, 24 * 60),))
    if said in _NEVER:
        return Hours(text, ())
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
    return Hours(text, tuple(spans))


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
