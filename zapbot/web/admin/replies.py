"""`/admin/replies`: the ready answers agents call with `/`."""

import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import ConflictError, UsageError
from zapbot.store import canned_replies
from zapbot.web import pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/replies"
DONE = {"saved": "replies.saved", "removed": "replies.removed"}


class Replies(Controller):
    """Added, changed and removed by supervisors."""

    path = TAB
    include_in_schema = False
    guards = [sessions.supervisor]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, done: FromQuery[str] = "") -> Response[Any]:
        """The list."""
        return _page(request, done=DONE.get(done))

    @post("/", status_code=200, sync_to_thread=True)
    def add(self, request: AnyRequest, data: Form) -> Response[Any]:
        """A new one."""
        return _save(request, None, data)

    @post("/{id:int}", status_code=200, sync_to_thread=True)
    def change(self, request: AnyRequest, id: FromPath[int], data: Form) -> Response[Any]:
        """Another shortcut or other words."""
        return _save(request, id, data)

    @post("/{id:int}/remove", status_code=200, sync_to_thread=True)
    def remove(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Gone."""
        from zapbot.desk import canned

        with opened(state) as db:
            canned.remove(db, id, _by(request), time.time())
        return Redirect(f"{TAB}?done=removed", status_code=303)


def _save(request: AnyRequest, id: int | None, data: Form) -> Response[Any]:
    from zapbot.desk import canned

    shortcut, text = data.get("shortcut", ""), data.get("text", "").replace("\r\n", "\n")
    try:
        with opened(request.app.state) as db:
            canned.save(db, id, shortcut, text, _by(request), time.time())
    except ConflictError:
        return _page(request, 409, error="replies.taken", given=(id, shortcut, text))
    except UsageError:
        return _page(request, 400, error="replies.wrong", given=(id, shortcut, text))
    return Redirect(f"{TAB}?done=saved", status_code=303)


def _page(
    request: AnyRequest,
    code: int = 200,
    done: str | None = None,
    error: str | None = None,
    given: tuple[int | None, str, str] | None = None,
) -> Response[Any]:
    """The list; what was given and refused stands in its form again."""
    with opened(request.app.state) as db:
        listed = canned_replies.listed(db)
    rows = [given if given and given[0] == one.id else (one.id, one.shortcut, one.text) for one in listed]
    new = given if given and given[0] is None else (None, "", "")
    return pages.page(
        request,
        "admin/replies.html",
        code,
        section="admin",
        tab=TAB,
        rows=rows,
        new=new,
        open=given[0] if given else None,
        done=done,
        error=error,
    )


def _by(request: AnyRequest) -> str:
    who = sessions.visitor(request)
    assert who is not None
    return f"user:{who.user.id}"
