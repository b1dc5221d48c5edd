"""`/admin/tags`: the labels there are, their colours, and how often each is used."""

import time
import zlib
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import contact_pane, tags
from zapbot.web import pages, sessions
from zapbot.web.by import by
from zapbot.web.inbox.contact import HUES, hue
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/tags"
DONE = ("saved", "joined", "removed")


class Tags(Controller):
    """Labels are put on contacts elsewhere; here supervisors keep them in order."""

    path = TAB
    include_in_schema = False
    guards = [sessions.supervisor]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, done: FromQuery[str] = "", confirm: FromQuery[str] = "") -> Response[Any]:
        """The list."""
        return _page(request, done=f"tags.{done}" if done in DONE else None, confirm=confirm)

    @post("/", status_code=200, sync_to_thread=True)
    def save(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Another name or colour; the name of another label asks first whether the two become one."""
        from zapbot.desk import tags as verbs

        tag, name, colour = data.get("tag", ""), data.get("name", ""), data.get("colour", "")
        number = int(colour) if colour.isascii() and colour.isdecimal() and len(colour) < 3 else HUES
        try:
            with opened(state) as db:
                joined = verbs.save(db, tag, name, number, "join" in data, by(request), time.time())
        except ConflictError:
            return _page(request, 409, confirm="join", given=(tag, " ".join(name.split()), number))
        except UsageError:
            return _page(request, 400, error="tags.wrong", given=(tag, name, number))
        except NotFoundError:
            return _page(request, 404, error="tags.gone")
        return Redirect(f"{TAB}?done={'joined' if joined else 'saved'}", status_code=303)

    @post("/remove", status_code=200, sync_to_thread=True)
    def remove(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Off everybody."""
        from zapbot.desk import tags as verbs

        try:
            with opened(state) as db:
                verbs.remove(db, data.get("tag", ""), by(request), time.time())
        except NotFoundError:
            return _page(request, 404, error="tags.gone")
        return Redirect(f"{TAB}?done=removed", status_code=303)


def _page(
    request: AnyRequest,
    code: int = 200,
    done: str | None = None,
    error: str | None = None,
    confirm: str = "",
    given: tuple[str, str, int] | None = None,
) -> Response[Any]:
    """The list; what was given and not done stands in its form again."""
    with opened(request.app.state) as db:
        listed, colours = tags.listed(db), contact_pane.colours(db)
    rows = [(one, f"{zlib.crc32(one.name.encode()):08x}", hue(one.name, colours)) for one in listed]
    return pages.page(
        request,
        "admin/tags.html",
        code,
        section="admin",
        tab=TAB,
        rows=rows,
        hues=range(HUES),
        given=given,
        done=done,
        error=error,
        confirm=confirm,
    )
