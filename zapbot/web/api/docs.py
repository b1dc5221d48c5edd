"""`/api/schema/openapi.json` for programs and `/api/docs` for people: nothing of it comes from elsewhere."""

from typing import Any

import msgspec
from litestar import Controller, MediaType, Response, get
from litestar.datastructures import State

from zapbot.web import pages
from zapbot.web.api import openapi, reference
from zapbot.web.api.access import anyone
from zapbot.web.pages import AnyRequest


class Docs(Controller):
    """The description, as data and as a page."""

    include_in_schema = False

    @get("/schema/openapi.json", guards=[anyone], sync_to_thread=True)
    def schema(self, state: State) -> Response[bytes]:
        """Give the OpenAPI document."""
        return Response(msgspec.json.encode(_document(state)), media_type=MediaType.JSON)

    @get("/docs", guards=[anyone], sync_to_thread=True)
    def docs(self, request: AnyRequest, state: State) -> Response[str]:
        """Give the same to read."""
        document = _document(state)
        groups = reference.groups(document)
        return pages.page(request, "api/docs.html", about=document["info"], groups=groups)


def _document(state: State) -> dict[str, Any]:
    """The description, made when it is first asked for: until then it costs nothing."""
    if "openapi" not in state:
        from zapbot.web.api.routes import api

        state.openapi = openapi.build(api())
    document: dict[str, Any] = state.openapi
    return document
