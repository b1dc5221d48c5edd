"""`/admin/teams`: which teams there are, when somebody of them is there, and who is in them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import week
from zapbot.desk.week import Week
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import team_members, teams, users
from zapbot.store.teams import Change
from zapbot.web import sessions, spoken
from zapbot.web.admin import hours_form
from zapbot.web.by import by
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/teams"
FIELD = "member-"
DONE = {
    "saved": "teams.done",
    "added": "teams.done_added",
    "hours": "teams.done_hours",
    "put_back": "teams.done_put_back",
    "renamed": "teams.done_renamed",
    "removed": "teams.done_removed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A team on the page: its hours, what the file says, who changed them and when, and who is in it."""

    name: str
    hours: str
    filed: str | None
    changed: Change | None
    week: Week
    members: set[int]


class Teams(Controller):
    """Each team with its hours and its people."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, done: FromQuery[str] = "", confirm: FromQuery[str] = "") -> Response[Any]:
        """The list."""
        return _page(request, done=DONE.get(done), confirm=confirm)

    @post("/", status_code=200, sync_to_thread=True)
    def add(self, request: AnyRequest, data: Form) -> Response[Any]:
        """A new team."""
        from zapbot.desk import team_hours

        name = data.get("name", "")
        return _change(request, "added", lambda db: team_hours.add(db, name, by(request), time.time()), new=name)

    @post("/{team:str}", status_code=200, sync_to_thread=True)
    def members(self, request: AnyRequest, team: FromPath[str], data: Form) -> Response[Any]:
        """Who is in it from now on."""
        from zapbot.desk import team as verbs

        ids = [name.removeprefix(FIELD) for name in data if name.startswith(FIELD)]
        chosen = {int(id) for id in ids if id.isascii() and id.isdecimal() and len(id) < 16}
        return _change(
            request, "saved", lambda db: verbs.set_members(db, team, chosen, by(request), time.time()), of=team
        )

    @post("/{team:str}/hours", status_code=200, sync_to_thread=True)
    def hours(self, request: AnyRequest, team: FromPath[str], data: Form) -> Response[Any]:
        """When somebody is there from now on."""
        from zapbot.desk import team_hours

        filled = hours_form.given(data)

        def change(db: Database) -> None:
            team_hours.change(db, team, week.written(filled), by(request), time.time())

        return _change(request, "hours", change, of=team, filled=filled)

    @post("/{team:str}/put-back", status_code=200, sync_to_thread=True)
    def put_back(self, request: AnyRequest, team: FromPath[str]) -> Response[Any]:
        """As the file has it."""
        from zapbot.desk import team_hours

        return _change(request, "put_back", lambda db: team_hours.put_back(db, team, by(request), time.time()))

    @post("/{team:str}/rename", status_code=200, sync_to_thread=True)
    def rename(self, request: AnyRequest, team: FromPath[str], data: Form) -> Response[Any]:
        """Another name."""
        from zapbot.desk import team_name

        name = data.get("name", "")
        return _change(
            request, "renamed", lambda db: team_name.rename(db, team, name, by(request), time.time()), of=team
        )

    @post("/{team:str}/remove", status_code=200, sync_to_thread=True)
    def remove(self, request: AnyRequest, team: FromPath[str]) -> Response[Any]:
        """No team any more."""
        from zapbot.desk import team_name

        return _change(request, "removed", lambda db: team_name.remove(db, team, by(request), time.time()), of=team)


def _change(request: AnyRequest, done: str, change: Callable[[Database], object], **more: Any) -> Response[Any]:
    """Do it and go back, or say at its place what is wrong."""
    try:
        with opened(request.app.state) as db:
            change(db)
    except NotFoundError:
        return _page(request, 404, error="teams.changed_meanwhile")
    except (ConflictError, UsageError) as error:
        return _page(request, 409 if isinstance(error, ConflictError) else 422, wrong=str(error), **more)
    return Redirect(f"{TAB}?done={done}", status_code=303)


def _page(request: AnyRequest, code: int = 200, of: str = "", filled: Week | None = None, **more: Any) -> Response[Any]:
    with opened(request.app.state) as db:
        shown, gone, people = _shown(db, of, filled), _gone(db), team_members.people(db)
        names = {f"user:{user.id}": user.name for user in users.listed(db)}
    given = {"done": None, "error": None, "wrong": "", "new": "", "confirm": ""} | more
    return spoken.page(
        request,
        "admin/teams.html",
        code,
        section="admin",
        tab=TAB,
        teams=shown,
        gone=gone,
        people=people,
        names=names,
        of=of,
        lines=hours_form.lines,
        was_filled=filled is not None,
        **given,
    )


def _shown(db: Database, of: str, filled: Week | None) -> list[Shown]:
    """The teams there are; one with its form as somebody filled it in."""
    hours, filed, changes, members = teams.hours(db), teams.filed(db), teams.changes(db), team_members.members(db)
    found = []
    for team in team_members.known(db):
        text = hours.get(team, "")
        shown = filled if filled is not None and team == of else week.read(text)
        found.append(Shown(team, text, filed.get(team), changes.get(team), shown, members.get(team, set())))
    return found


def _gone(db: Database) -> list[tuple[str, Change]]:
    """The teams of the file that were removed here."""
    filed, changes = teams.filed(db), teams.changes(db)
    return [(team, change) for team, change in changes.items() if change.hours is None and team in filed]
