"""Lists kept under a name: their chips above the list."""

import time
from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar import Controller, Response, post
from litestar.datastructures import MultiDict, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from zapbot.desk import views
from zapbot.errors import UsageError
from zapbot.web import pages, sessions
from zapbot.web.inbox import listing, wanted
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class Views(Controller):
    """Keep one, remove one."""

    path = "/inbox/views"
    include_in_schema = False
    guards = [sessions.agent]

    @post("/", status_code=200, sync_to_thread=True)
    def keep(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Keep the list that is shown."""
        user, now = _user(request), time.time()
        found = wanted.wanted(MultiDict(parse_qsl(data.get("query", ""))), user, now).but()
        try:
            with opened(state) as db:
                id = views.keep(db, user, data.get("name", ""), found, data.get("shared") == "1", now)
        except UsageError:
            return pages.problem(request, 422, "view")
        return listing.anew(request, state, f"{found}&view={id}")

    @post("/{id:int}/remove", status_code=200, sync_to_thread=True)
    def remove(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Remove a view; the list stays."""
        user, now = _user(request), time.time()
        with opened(state) as db:
            views.drop(db, user, id, now)
        found = wanted.wanted(MultiDict(parse_qsl(data.get("query", ""))), user, now)
        return listing.anew(request, state, found.but())


def _user(request: AnyRequest) -> int:
    who = sessions.visitor(request)
    assert who is not None
    return who.user.id
