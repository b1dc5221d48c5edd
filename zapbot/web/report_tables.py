"""A report's tables, in words: the same for the page, for screen readers beside a chart, and as CSV."""

from collections.abc import Mapping
from dataclasses import dataclass

from zapbot.desk.prices import money
from zapbot.desk.report import Line, Report, Times

Words = Mapping[str, str]
Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """One table; cells that are numbers are set apart from words."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def tables(report: Report, t: Words, currency: str) -> dict[str, Table]:
    """Every table by its name."""
    made = [make(report, t) for make in (_volume, _heat, _agents, _teams, _labels, _failures)]
    return {table.name: table for table in (*made, _costs(report, t, currency))}


def duration(seconds: float | None) -> str:
    """A time in short: 45 s, 12 min, 1 h 05, 2 d 3 h."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return f"{int(seconds)} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02}"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def _volume(report: Report, t: Words) -> Table:
    columns = (t["report.day"], t["report.customers"], t["report.bot"], t["report.people"], t["report.campaigns"])
    rows: list[tuple[Cell, ...]] = [
        (f"{day.day:%d/%m/%Y}", day.customers, day.bot, day.people, day.campaigns) for day in report.days
    ]
    return Table("volume", columns, rows)


def _heat(report: Report, t: Words) -> Table:
    columns = (t["report.weekday"], *(f"{hour:02}h" for hour in range(24)))
    return Table("heat", columns, [(name, *row) for name, row in zip(weekdays(t), report.heat, strict=True)])


def weekdays(t: Words) -> list[str]:
    """Their short names, Monday first."""
    return t["report.weekdays"].split()


def _agents(report: Report, t: Words) -> Table:
    return _lines("agents", t["report.agent"], t["report.sent"], report.agents, t)


def _teams(report: Report, t: Words) -> Table:
    return _lines("teams", t["report.team"], t["report.taken"], report.teams, t)


def _lines(name: str, who: str, count: str, lines: list[Line], t: Words) -> Table:
    keys = ("answered", "first_median", "first_p90", "resolved", "resolution_median")
    columns = (who, count, *(t[f"report.{key}"] for key in keys))
    return Table(
        name,
        columns,
        [
            (
                line.name,
                line.count,
                line.first_response.count,
                *_spans(line.first_response),
                line.resolution.count,
                duration(line.resolution.median),
            )
            for line in lines
        ],
    )


def _spans(times: Times) -> tuple[str, str]:
    return duration(times.median), duration(times.p90)


def _labels(report: Report, t: Words) -> Table:
    return Table("labels", (t["report.label"], t["report.opened"], t["report.resolved"]), list(report.labels))


def _failures(report: Report, t: Words) -> Table:
    columns = (t["report.code"], t["report.failed"], t["report.reason"])
    rows: list[tuple[Cell, ...]] = [
        (str(failure.code or "—"), failure.messages, failure.reason) for failure in report.failures
    ]
    return Table("failures", columns, rows)


def _costs(report: Report, t: Words, currency: str) -> Table:
    columns = (t["report.month"], t["report.category"], t["report.charged"], t["report.free"], t["report.amount"])
    no_price = t["report.no_price"]
    rows: list[tuple[Cell, ...]] = [
        (month.month, _category(t, cost.category), cost.charged, cost.free, money(cost.amount, currency) or no_price)
        for month in report.months
        for cost in month.costs
    ]
    return Table("costs", columns, rows)


def _category(t: Words, category: str) -> str:
    """What Meta charges for, in words."""
    return t.get("numbers.category." + category, category)
