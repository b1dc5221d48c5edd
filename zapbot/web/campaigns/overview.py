"""`/campaigns`: all of them, and one as it goes on, with what can be done to it."""

import time
from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect
from sqlite_utils import Database

from zapbot.errors import ConflictError, NotFoundError
from zapbot.store import audit, campaign_report, campaigns
from zapbot.store.db import transaction
from zapbot.web import sessions, spoken
from zapbot.web.by import by
from zapbot.web.campaigns import files, times
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

PAGE = 25
VERBS = {
    "ready": ("start", "stop"),
    "running": ("pause", "stop"),
    "paused": ("resume", "stop"),
}
"""What can be done to a campaign, by its state."""
DRAINS = ("campaigns", "deliver")
SOON, LATER = 2, 15
LARGE = 20_000
SETTLING_SECONDS = 24 * 3600.0
"""For so long after the end the counts of what was delivered and read still move."""


class Campaigns(Controller):
    """The list and the reports."""

    path = "/campaigns"
    include_in_schema = False
    guards = [sessions.supervisor]

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State, before: FromQuery[int | None] = None) -> Response[Any]:
        """All campaigns, the newest first."""
        with opened(state) as db:
            found = campaigns.listed(db, PAGE + 1, before)
            rows = [(one, campaign_report.progress(db, one.id)) for one in found[:PAGE]]
        more = found[PAGE - 1].id if len(found) > PAGE else None
        template = "campaigns/_rows.html" if request.headers.get("hx-request") else "campaigns/index.html"
        moving = any(one.status in ("running", "creating") for one, _ in rows)
        return _page(request, template, rows=rows, more=more, before=before, moving=moving)

    @get("/{id:int}", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, id: FromPath[int], confirm: FromQuery[str] = "") -> Response[Any]:
        """One campaign."""
        with opened(state) as db:
            report = campaign_report.report(db, id)
        return _shown(request, "campaigns/show.html", report, confirm=confirm, refused=False)

    @get("/{id:int}/live", sync_to_thread=True)
    def live(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """The part of it that moves."""
        with opened(state) as db:
            report = campaign_report.report(db, id)
        return _shown(request, "campaigns/_live.html", report)

    @get("/{id:int}/recipients.csv", sync_to_thread=True)
    def recipients(self, state: State, id: FromPath[int]) -> Response[Any]:
        """Every recipient with what became of their message."""
        from zapbot.desk import campaign_export

        path, remove = files.scratch(state.settings.data_dir)
        with opened(state) as db:
            name = campaigns.get(db, id).name
            campaign_export.write(db, id, path, state.settings.zone)
        media_type = "text/csv; charset=utf-8"
        return File(path, filename=f"{name}.csv", media_type=media_type, background=BackgroundTask(remove))

    @post("/{id:int}/{verb:str}", status_code=200, sync_to_thread=True)
    def change(self, request: AnyRequest, state: State, id: FromPath[int], verb: FromPath[str]) -> Response[Any]:
        """Start, pause, resume or stop it, or repeat what is in doubt."""
        from zapbot.desk import campaigns as control

        verbs: dict[str, Callable[[Database, int, float], object]] = {
            "start": control.start,
            "pause": control.pause,
            "resume": control.resume,
            "stop": control.stop,
            "repeat": control.retry_unknown,
        }
        if verb not in verbs:
            raise NotFoundError(f"nothing is called {verb}")
        with opened(state) as db:
            try:
                with transaction(db):
                    verbs[verb](db, id, time.time())
                    audit.append(db, time.time(), by(request), f"campaign.{verb}", f"campaign:{id}")
            except ConflictError:
                report = campaign_report.report(db, id)
                return _shown(request, "campaigns/show.html", report, 409, confirm="", refused=True)
        for drain in DRAINS:
            state.queue.nudge(drain)
        return Redirect(f"/campaigns/{id}", status_code=303)


def _shown(
    request: AnyRequest, template: str, report: campaign_report.Report, code: int = 200, **context: Any
) -> Response[Any]:
    about = report.campaign
    verbs = [*VERBS.get(about.status, ()), *(["repeat"] if report.unknown and about.status != "paused" else [])]
    seconds = None if report.seconds is None else times.lasting(report.seconds)
    context |= {"about": about, "report": report, "verbs": verbs, "every": _every(report), "lasted": seconds}
    return _page(request, template, code, **context)


def _every(report: campaign_report.Report) -> int | None:
    """After how many seconds to look again; None when nothing moves any more."""
    about = report.campaign
    if about.status in ("running", "creating") or report.queued:
        return SOON if report.total < LARGE else SOON * 3
    recently = about.finished_at is not None and about.finished_at > time.time() - SETTLING_SECONDS
    return LATER if about.status == "paused" or recently else None


def _page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    return spoken.page(request, template, code, section="campaigns", **context)
