"""`/admin` itself: on to the first part somebody may see."""

from typing import Any

from litestar import Controller, Response, get
from litestar.response import Redirect

from zapbot.web import sessions
from zapbot.web.pages import AnyRequest


class Entry(Controller):
    """The place in the rail."""

    path = "/admin"
    include_in_schema = False
    guards = [sessions.supervisor]

    @get("/", sync_to_thread=True)
    def go_on(self, request: AnyRequest) -> Response[Any]:
        """The state of the house for admins, ready answers for supervisors."""
        who = sessions.visitor(request)
        first = "/dashboard" if who is not None and who.may("admin") else "/admin/replies"
        return Redirect(first, status_code=303)
