"""`/reports`: what happened in some days, for those who lead a team."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from zapbot.desk import prices
from zapbot.desk.report import MOST_DAYS, Report, report
from zapbot.settings import Settings
from zapbot.web import catalogue, charts, pages, report_tables, sessions
from zapbot.web.csv_file import csv_file
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

PERIODS = ("today", "7", "30", "90", "month", "last_month")

EARLIEST = date(2009, 1, 1)
"""The year WhatsApp began."""

Day = Annotated[str, QueryParameter()]
"""A day as a form sends it, or nothing."""


class Reports(Controller):
    """The page and its tables as files."""

    path = "/reports"
    include_in_schema = False
    guards = [sessions.supervisor]

    @get("/", sync_to_thread=True)
    def show(
        self, request: AnyRequest, state: State, period: FromQuery[str] = "7", first: Day = "", last: Day = ""
    ) -> Response[Any]:
        """All of a period."""
        found = _report(state, period, first, last)
        t = catalogue.words(pages.language(request))
        return pages.page(
            request,
            "reports/index.html",
            section="reports",
            report=found,
            tables=report_tables.tables(found, t, state.settings.currency),
            charts=_charts(request, found, t),
            duration=report_tables.duration,
            periods=PERIODS,
            period="" if first or last else period,
            longest=_since(found, state.settings),
        )

    @get("/{name:str}", sync_to_thread=True)
    def table(
        self,
        request: AnyRequest,
        state: State,
        name: FromPath[str],
        period: FromQuery[str] = "7",
        first: Day = "",
        last: Day = "",
    ) -> Stream:
        """One table as a CSV file."""
        found = _report(state, period, first, last)
        words = catalogue.words(pages.language(request))
        table = report_tables.tables(found, words, state.settings.currency).get(name.removesuffix(".csv"))
        if table is None or not name.endswith(".csv"):
            raise NotFoundException
        return csv_file(f"{table.name}-{found.first}-{found.last}.csv", table.columns, table.rows)


def _report(state: State, period: str, first: str, last: str) -> Report:
    settings: Settings = state.settings
    today = datetime.now(settings.zone).date()
    begin, end = _asked(_day(first), _day(last), today) if first or last else _period(period, today)
    with opened(state) as db:
        return report(db, begin, end, settings.zone, prices.parse(settings.prices))


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _asked(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days somebody asked for, or those of it that were; without a beginning a week."""
    end = min(max(last or today, EARLIEST), today)
    begin = first or end - timedelta(days=6)
    return min(max(begin, EARLIEST), end), end


def _period(period: str, today: date) -> tuple[date, date]:
    """The days a period has, today the last of them."""
    if period == "month":
        return today.replace(day=1), today
    if period == "last_month":
        end = today.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end
    days = int(period) if period.isdecimal() and len(period) <= 3 else 1 if period == "today" else 7
    return today - timedelta(days=max(1, min(days, MOST_DAYS)) - 1), today


def _charts(request: AnyRequest, found: Report, t: report_tables.Words) -> dict[str, Any]:
    def figure(value: int) -> str:
        return catalogue.number(pages.language(request), value)

    stacks = [(day.customers, day.bot, day.people, day.campaigns) for day in found.days]
    labels = [f"{day.day:%d/%m}" for day in found.days]
    hours = [f"{hour:02}h" for hour in range(24)]
    return {
        "volume": charts.bars(labels, stacks, t["report.volume"], figure),
        "heat": charts.heat(report_tables.weekdays(t), hours, found.heat, t["report.heat"]),
    }


def _since(found: Report, settings: Settings) -> float | None:
    """How long the one who waits longest has waited, in seconds."""
    since = found.waiting.since
    return None if since is None else datetime.now(settings.zone).timestamp() - since
