"""Two contacts that are one person: both side by side, made one, and two again."""

import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.desk import merge
from zapbot.errors import ConflictError, UsageError
from zapbot.store import contacts, search
from zapbot.web import pages, sessions
from zapbot.web.inbox import contact
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form


class Merging(Controller):
    """Supervisors decide it; what was decided can be undone for 30 days."""

    path = "/contacts/{id:int}"
    include_in_schema = False
    guards = [sessions.supervisor]
    request_max_body_size = BODY_LIMIT

    @get("/merge", sync_to_thread=True)
    def preview(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        q: FromQuery[str] = "",
        other: FromQuery[int | None] = None,
    ) -> Response[Any]:
        """Find the other one; then both, and what comes of them."""
        with opened(state) as db:
            found = [one for one in search.contacts(db, q) if one.id != id] if q else []
            shown = merge.preview(db, id, other, time.time()) if other is not None and other != id else None
            this = contacts.get(db, id)
        context: dict[str, Any] = {"contact": this, "q": q, "found": found, "preview": shown}
        return pages.page(request, "contacts/merge.html", section="contacts", **context)

    @post("/merge", status_code=200, sync_to_thread=True)
    def merge(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Make them one."""
        other = data.get("other", "")
        if not other.isdecimal() or len(other) > 18 or int(other) == id:
            return Redirect(f"/contacts/{id}/merge", status_code=303)
        with opened(state) as db:
            merge.merge(db, id, int(other), contact.who(request), time.time())
        return Redirect(f"/contacts/{id}?done=merged", status_code=303)

    @post("/merges/{merge_id:int}/undo", status_code=200, sync_to_thread=True)
    def undo(self, request: AnyRequest, state: State, id: FromPath[int], merge_id: FromPath[int]) -> Response[Any]:
        """Make them two again."""
        try:
            with opened(state) as db:
                merge.unmerge(db, merge_id, contact.who(request), time.time(), of=id)
        except (ConflictError, UsageError):
            return Redirect(f"/contacts/{id}", status_code=303)
        return Redirect(f"/contacts/{id}?done=unmerged", status_code=303)
