"""`/admin/teams`: who is in which team. Teams and their hours are written beside the flows."""

import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import NotFoundError
from zapbot.store import team_members, teams
from zapbot.web import pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/teams"
FIELD = "member-"


class Teams(Controller):
    """Each team with its hours and its people."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, done: FromQuery[str] = "") -> Response[Any]:
        """The list."""
        return _page(request, done="teams.done" if done else None)

    @post("/{team:str}", status_code=200, sync_to_thread=True)
    def members(self, request: AnyRequest, state: State, team: FromPath[str], data: Form) -> Response[Any]:
        """Who is in it from now on."""
        from zapbot.desk import team as verbs

        who = sessions.visitor(request)
        assert who is not None
        ids = [name.removeprefix(FIELD) for name in data if name.startswith(FIELD)]
        try:
            with opened(state) as db:
                chosen = {int(id) for id in ids if id.isascii() and id.isdecimal() and len(id) < 16}
                verbs.set_members(db, team, chosen, f"user:{who.user.id}", time.time())
        except NotFoundError:
            return _page(request, 404, error="teams.changed_meanwhile")
        return Redirect(f"{TAB}?done=saved", status_code=303)


def _page(request: AnyRequest, code: int = 200, done: str | None = None, error: str | None = None) -> Response[Any]:
    with opened(request.app.state) as db:
        hours, members = teams.hours(db), team_members.members(db)
        known, people = team_members.known(db), team_members.people(db)
    return pages.page(
        request,
        "admin/teams.html",
        code,
        section="admin",
        tab=TAB,
        teams=[(team, hours.get(team, ""), members.get(team, set())) for team in known],
        people=people,
        done=done,
        error=error,
    )
