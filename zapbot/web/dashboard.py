"""`/dashboard`: whether the machine is well; drawn anew as things happen."""

import time
from typing import Any

from litestar import Controller, Response, get
from litestar.datastructures import State

from zapbot.desk.machine import Machine, look
from zapbot.web import catalogue, charts, pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.report_tables import duration


class Dashboard(Controller):
    """The page, and the part of it that changes."""

    path = "/dashboard"
    include_in_schema = False
    guards = [sessions.admin]

    @get("/", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State) -> Response[Any]:
        """All of it; the changing part alone when a script asks."""
        inside = request.headers.get("hx-request") is not None
        template = "dashboard/_state.html" if inside else "dashboard/index.html"
        return pages.page(request, template, section="admin", **shown(request, state))


def shown(request: AnyRequest, state: State) -> dict[str, Any]:
    """What the templates of the dashboard need; the admin pages show the short one."""
    now, t = time.time(), catalogue.words(pages.language(request))
    with opened(state) as db:
        machine = look(db, state.settings.data_dir, now)
    both = [into + out for into, out in machine.pulse.minutes]
    return {
        "machine": machine,
        "troubles": troubles(machine),
        "spark": charts.sparkline(both, t["dashboard.minutes"]),
        "last_hour": sum(both),
        "minutes": machine.pulse.minutes,
        "now": now,
        "duration": duration,
        "bytes": size,
    }


def troubles(machine: Machine) -> list[str]:
    """What somebody must look at, as keys of the catalogue."""
    found = {
        "dashboard.trouble.worker": machine.workers == 0,
        "dashboard.trouble.stopped": any(line.stopped for line in machine.numbers),
        "dashboard.trouble.dead": machine.pulse.dead_letters > 0,
        "dashboard.trouble.unknown": machine.pulse.unknown > 0,
        "dashboard.trouble.disk": machine.disk_low,
    }
    return [key for key, so in found.items() if so]


def size(count: float) -> str:
    """Bytes in short."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in ("B", "KB") else f"{count:.1f} {unit}".replace(".", ",")
        count /= 1000
    return f"{count:.1f} TB".replace(".", ",")
