"""`/admin/audit`: who did what, the newest first."""

from typing import Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromQuery

from zapbot.store import audit, users
from zapbot.store.audit import Line
from zapbot.web import pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

TAB = "/admin/audit"
LINES = 100
KINDS = ("login", "user", "token", "team", "canned", "tag", "contact", "campaign", "webhook")


class Audit(Controller):
    """Only to read: lines are added, never changed."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]

    @get("/", sync_to_thread=True)
    def index(
        self, request: AnyRequest, state: State, before: FromQuery[int | None] = None, kind: FromQuery[str] = ""
    ) -> Response[Any]:
        """A page of lines."""
        kind = kind if kind in KINDS else ""
        with opened(state) as db:
            lines = audit.listed(db, LINES + 1, before, kind)
            names = {f"user:{user.id}": user.name for user in users.listed(db)}
        shown = lines[:LINES]
        return pages.page(
            request,
            "admin/audit.html",
            section="admin",
            tab=TAB,
            lines=[
                (line, names.get(line.who, line.who), names.get(line.about, line.about), _more(line)) for line in shown
            ],
            older=shown[-1].id if len(lines) > LINES else None,
            kind=kind,
            kinds=KINDS,
        )


def _more(line: Line) -> str:
    return ", ".join(f"{name}: {value}" for name, value in line.data.items())
