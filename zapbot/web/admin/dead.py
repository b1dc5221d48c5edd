"""`/admin/dead`: what gave up, why, what it holds, and what to do about it."""

import asyncio
import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import NotFoundError
from zapbot.store import dead_letters
from zapbot.web import sessions, spoken
from zapbot.web.by import by
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

TAB = "/admin/dead"
SHOWN = 200
BODY_LIMIT = 256 * 1024
DONE = {"retry": "dead.done_retry", "drop": "dead.done_drop"}


class DeadLetters(Controller):
    """The list, and one of them."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        state: State,
        done: FromQuery[str] = "",
        n: FromQuery[int] = 0,
        confirm: FromQuery[str] = "",
    ) -> Response[Any]:
        """The newest."""
        with opened(state) as db:
            found = dead_letters.listed(db, SHOWN + 1)
        letters = [(one, _last_line(one.reason)) for one in found[:SHOWN]]
        context = {"letters": letters, "more": len(found) > SHOWN, "done": DONE.get(done), "n": n, "confirm": confirm}
        return _page(request, "admin/dead.html", **context)

    @post("/{verb:str}", status_code=200)
    async def change(self, request: AnyRequest, state: State, verb: FromPath[str]) -> Response[Any]:
        """Put back or give up those that were ticked, or all of them."""
        form = await request.form()
        ids = None if form.get("all") else [str(id) for id in form.getall("id", [])]
        return await asyncio.to_thread(_change, request, state, verb, ids)

    @get("/{id:str}", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, id: FromPath[str]) -> Response[Any]:
        """One of them, with all it holds."""
        with opened(state) as db:
            letter, content = dead_letters.show(db, id)
        return _page(request, "admin/dead_letter.html", letter=letter, content=content)


def _change(request: AnyRequest, state: State, verb: str, ids: list[str] | None) -> Response[Any]:
    from zapbot.desk import dead

    act = {"retry": dead.retry, "drop": dead.drop}.get(verb)
    if act is None:
        raise NotFoundError(f"nothing is called {verb}")
    with opened(state) as db:
        done = act(db, ids, by(request), time.time())
    for drain in dead.drains(done) if act is dead.retry else ():
        state.queue.nudge(drain)
    return Redirect(f"{TAB}?done={verb}&n={len(done)}", status_code=303)


def _last_line(reason: str) -> str:
    """Of a traceback what it comes to."""
    return reason.strip().splitlines()[-1] if reason.strip() else ""


def _page(request: AnyRequest, template: str, **context: Any) -> Response[Any]:
    return spoken.page(request, template, section="admin", tab=TAB, **context)
