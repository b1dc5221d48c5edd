"""`/c/{id}/templates`: approved templates to choose from, to fill in and to look at before one is sent."""

import time
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery

from zapbot.desk import template_choice
from zapbot.store import conversations
from zapbot.web import pages, sessions
from zapbot.web.inbox import drawn, written
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class TemplatePicker(Controller):
    """Choosing and filling in a template; sending it is the composer's `/reply`."""

    path = "/"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/c/{id:int}/templates", sync_to_thread=True)
    def choose(self, request: AnyRequest, state: State, id: FromPath[int], q: FromQuery[str] = "") -> Response[Any]:
        """The templates that hold these words."""
        with opened(state) as db:
            contact_id = conversations.get(db, id).contact_id
            found = template_choice.choices(db, contact_id, q[:100], time.time())
        return _page(request, "inbox/_templates.html", id, choices=found, q=q[:100], chosen=None)

    @get("/c/{id:int}/templates/{template:int}", sync_to_thread=True)
    def fill(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        template: FromPath[int],
        problem: FromQuery[str] = "",
    ) -> Response[Any]:
        """The fields of one, and how it looks."""
        who = sessions.visitor(request)
        assert who is not None
        with opened(state) as db:
            found, definition = template_choice.get(db, template)
            composer = drawn.drawn(db, state, who.user, conversations.get(db, id), problem)
        return _page(
            request,
            "inbox/_template.html",
            id,
            composer=composer,
            chosen=found,
            fields=template_choice.fields(definition),
            preview=template_choice.shown(definition, {}, None),
        )

    @post("/c/{id:int}/templates/{template:int}/preview", status_code=200, sync_to_thread=True)
    def preview(
        self, request: AnyRequest, state: State, id: FromPath[int], template: FromPath[int], data: Form
    ) -> Response[Any]:
        """How it looks filled in so far."""
        with opened(state) as db:
            conversations.get(db, id)
            _, definition = template_choice.get(db, template)
        shown = template_choice.shown(definition, data, written.file(state, data))
        return pages.page(request, "inbox/_preview.html", preview=shown)


def _page(request: AnyRequest, part: str, id: int, **context: Any) -> Response[Any]:
    """The part a script asked for, or a whole page of it."""
    whole = not request.headers.get("hx-request")
    template = "inbox/templates.html" if whole else part
    return pages.page(request, template, section="inbox", id=id, whole=whole, **context)
