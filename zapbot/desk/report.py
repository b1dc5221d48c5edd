"""A report over some days: what went in and out, how long people waited, what the bot did alone, what it cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby

from sqlite_utils import Database

from zapbot.desk import prices
from zapbot.desk.prices import Cost, Prices
from zapbot.store import charges, reports, users
from zapbot.store.reports import Contained, Failure, Span, Talk, Volume, Waiting

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one day, by who said them."""

    day: date
    customers: int = 0
    bot: int = 0
    people: int = 0
    campaigns: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """How many times were taken, the one in the middle and the one that nine of ten keep under; in seconds."""

    count: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One person's or one team's part; `messages` are those a person sent, `taken` the hand-overs of a team."""

    name: str
    count: int
    first_response: Times
    resolution: Times


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's messages cost."""

    month: str
    costs: list[Cost]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; `heat` is messages of customers by weekday (Monday first) and hour."""

    first: date
    last: date
    days: list[Day]
    heat: list[list[int]]
    opened: int
    transferred: int
    resolved: int
    first_response: Times
    resolution: Times
    waiting: Waiting
    contained: Contained
    agents: list[Line]
    teams: list[Line]
    labels: list[tuple[str, int, int]]
    failures: list[Failure]
    months: list[Month]

    @property
    def incoming(self) -> int:
        """Messages of customers."""
        return sum(day.customers for day in self.days)

    @property
    def outgoing(self) -> int:
        """Messages of the business."""
        return sum(day.bot + day.people + day.campaigns for day in self.days)


def report(db: Database, first: date, last: date, zone: tzinfo, priced: Prices) -> Report:
    """The report from one day to another, both included, in the business's zone; a year at most."""
    last = max(first, min(last, first + timedelta(days=MOST_DAYS - 1)))
    span = _span(first, last, zone)
    said, answered, resolved = reports.volume(db, span), reports.answered(db, span), reports.resolved(db, span)
    return Report(
        first,
        last,
        _days(said, first, last, zone),
        _heat(said, zone),
        reports.opened(db, span),
        reports.transferred(db, span),
        len(resolved),
        times(answered),
        times(resolved),
        reports.waiting(db),
        reports.contained(db, span),
        _agents(db, span, answered, resolved),
        _teams(reports.opened_by_team(db, span), answered, resolved),
        reports.by_label(db, span),
        reports.failures(db, span),
        [Month(month, prices.costs(charges.of_month(db, month), priced)) for month in _months(first, last)],
    )


def times(talks: Iterable[Talk]) -> Times:
    """The middle and the ninth tenth of how long talks took."""
    took = sorted(max(0.0, talk.ended_at - talk.began_at) for talk in talks)
    if not took:
        return Times()
    return Times(len(took), _quantile(took, 0.5), _quantile(took, 0.9))


def _quantile(ordered: list[float], part: float) -> float:
    """Between the two nearest, as the median of an even number is."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _span(first: date, last: date, zone: tzinfo) -> Span:
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return begin.timestamp(), end.timestamp()


_SPEAKERS = {"customer": "customers", "flow": "bot", "campaign": "campaigns", "agent": "people", "phone": "people"}


def _days(said: Iterable[Volume], first: date, last: date, zone: tzinfo) -> list[Day]:
    """Every day of the span, those without a word too. What programs send by the API counts as campaigns do."""
    found: dict[date, dict[str, int]] = {}
    for at, volumes in groupby(said, lambda volume: volume.at):
        day = found.setdefault(datetime.fromtimestamp(at, zone).date(), {})
        for volume in volumes:
            speaker = _speaker(volume)
            if speaker:
                day[speaker] = day.get(speaker, 0) + volume.messages
    each = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [Day(day, **found.get(day, {})) for day in each]


def _speaker(volume: Volume) -> str | None:
    if volume.direction == "note":
        return None
    return "customers" if volume.direction == "in" else _SPEAKERS.get(volume.origin, "campaigns")


def _heat(said: Iterable[Volume], zone: tzinfo) -> list[list[int]]:
    heat = [[0] * 24 for _ in range(7)]
    for volume in said:
        if volume.direction == "in":
            at = datetime.fromtimestamp(volume.at, zone)
            heat[at.weekday()][at.hour] += volume.messages
    return heat


def _agents(db: Database, span: Span, answered: list[Talk], resolved: list[Talk]) -> list[Line]:
    sent = reports.by_person(db, span)
    lines = [
        Line(
            user.name,
            sent.get(f"user:{user.id}", 0),
            times(talk for talk in answered if talk.agent_id == user.id),
            times(talk for talk in resolved if talk.agent_id == user.id),
        )
        for user in users.listed(db)
    ]
    worked = [line for line in lines if line.count or line.first_response.count or line.resolution.count]
    return sorted(worked, key=lambda line: (-line.resolution.count, -line.count, line.name))


def _teams(taken: Mapping[str, int], answered: list[Talk], resolved: list[Talk]) -> list[Line]:
    names = sorted({*taken, *(talk.team or "" for talk in (*answered, *resolved))} - {""})
    return [
        Line(
            name,
            taken.get(name, 0),
            times(talk for talk in answered if talk.team == name),
            times(talk for talk in resolved if talk.team == name),
        )
        for name in names
    ]


def _months(first: date, last: date) -> list[str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sorted({f"{day:%Y-%m}" for day in days})
