"""`/admin/people`: who may sign in, as what; links that sign somebody in once."""

import time
from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.errors import ConflictError, UsageError
from zapbot.store import users
from zapbot.store.users import ROLES, User
from zapbot.web import pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/people"
DONE = {
    "role": "people.done_role",
    "disabled": "people.done_disabled",
    "enabled": "people.done_enabled",
    "signed_out": "people.done_signed_out",
}


class People(Controller):
    """Everybody, with what an admin may do about them; never to themselves."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, done: FromQuery[str] = "") -> Response[Any]:
        """The list."""
        return _page(request, done=DONE.get(done))

    @post("/", status_code=200, sync_to_thread=True)
    def add(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """A new person; their link is shown now and never again."""
        from zapbot.desk import people

        email, by, now = data.get("email", "").strip(), _by(request), time.time()
        try:
            with opened(state) as db:
                user = people.add(db, email, data.get("name", ""), data.get("role", "agent"), None, by, now)
                reference = people.link(db, user.email, by, now)
        except ConflictError:
            return _page(request, 409, error="people.taken", given=data)
        except UsageError:
            return _page(request, 400, error="people.no_address", given=data)
        return _page(request, made_for=user, made=_link(request, reference))

    @post("/{id:int}/link", status_code=200, sync_to_thread=True)
    def link(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Another link."""
        from zapbot.desk import people

        with opened(state) as db:
            user = users.get(db, id)
            if user.disabled_at is not None:
                return _page(request, 409, error="people.is_out")
            reference = people.link(db, user.email, _by(request), time.time())
        return _page(request, made_for=user, made=_link(request, reference))

    @post("/{id:int}/reset", status_code=200, sync_to_thread=True)
    def reset(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """No password and no second step any more; a link with which they choose new ones."""
        from zapbot.desk import people

        by, now = _by(request), time.time()
        with opened(state) as db:
            user = users.get(db, id)
            if user.id == _me(request) or user.disabled_at is not None:
                return _page(request, 409, error="people.not_yourself" if user.id == _me(request) else "people.is_out")
            people.reset(db, user.email, None, by, now)
            reference = people.link(db, user.email, by, now)
        state.live.hang_up(id)
        return _page(request, made_for=user, made=_link(request, reference))

    @post("/{id:int}/role", status_code=200, sync_to_thread=True)
    def role(self, request: AnyRequest, id: FromPath[int], data: Form) -> Response[Any]:
        """Another role, from their next click on."""
        from zapbot.desk import people

        def change(db: Database, user: User) -> None:
            people.change_role(db, user.email, data.get("role", ""), _by(request), time.time())

        return _change(request, id, change, "role")

    @post("/{id:int}/disable", status_code=200, sync_to_thread=True)
    def disable(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Shut out at once."""
        from zapbot.desk import people

        return _change(
            request, id, lambda db, user: people.disable(db, user.email, _by(request), time.time()), "disabled"
        )

    @post("/{id:int}/enable", status_code=200, sync_to_thread=True)
    def enable(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let in again."""
        from zapbot.desk import people

        return _change(
            request, id, lambda db, user: people.enable(db, user.email, _by(request), time.time()), "enabled"
        )

    @post("/{id:int}/sign-out", status_code=200, sync_to_thread=True)
    def sign_out(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Signed out in every browser."""
        from zapbot.desk import people

        return _change(
            request, id, lambda db, user: people.sign_out(db, user.email, _by(request), time.time()), "signed_out"
        )


def _change(request: AnyRequest, id: int, change: Callable[[Database, User], object], done: str) -> Response[Any]:
    """Do something to somebody else: an admin who could shut themselves out might be the last."""
    if id == _me(request):
        return _page(request, 409, error="people.not_yourself")
    state = request.app.state
    try:
        with opened(state) as db:
            change(db, users.get(db, id))
    except UsageError:
        return _page(request, 400, error="people.no_role")
    if done in ("disabled", "signed_out"):
        state.live.hang_up(id)
    return Redirect(f"{TAB}?done={done}", status_code=303)


def _page(request: AnyRequest, code: int = 200, **context: Any) -> Response[Any]:
    with opened(request.app.state) as db:
        everybody = users.listed(db)
    shown = {"done": None, "error": None, "made": None, "made_for": None, "given": {}, **context}
    return pages.page(
        request, "admin/people.html", code, section="admin", tab=TAB, people=everybody, roles=ROLES[::-1], **shown
    )


def _link(request: AnyRequest, reference: str) -> str:
    public = request.app.state.settings.public_url or str(request.base_url)
    return f"{public.rstrip('/')}/sign-in/{reference}"


def _me(request: AnyRequest) -> int:
    who = sessions.visitor(request)
    assert who is not None
    return who.user.id


def _by(request: AnyRequest) -> str:
    return f"user:{_me(request)}"
