"""Puts the sandbox together."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Response

from zapbot.sandbox import connection
from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.control.customers import CustomersApi
from zapbot.sandbox.control.files import FilesApi
from zapbot.sandbox.control.overview import OverviewApi
from zapbot.sandbox.control.rules import RulesApi
from zapbot.sandbox.control.templates import TemplatesApi
from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.graph.blocking import BlockUsers
from zapbot.sandbox.graph.dialog360 import Dialog360, Dialog360Files
from zapbot.sandbox.graph.doors import refuse, unknown_path
from zapbot.sandbox.graph.media import Downloads, MediaUploads
from zapbot.sandbox.graph.messages import Messages
from zapbot.sandbox.graph.nodes import DebugToken, Nodes
from zapbot.sandbox.graph.templates import MessageTemplates
from zapbot.sandbox.page import Page, static_files
from zapbot.sandbox.world import World

OWN = "/sandbox"
_META = (Messages, MediaUploads, MessageTemplates, BlockUsers, Downloads, Nodes, DebugToken)
_DIALOG360 = (Dialog360, Dialog360Files)


class Sandbox(Litestar):
    """Litestar that keeps each request's connection at hand and shows Graph requests on the page."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope.setdefault("state", {})[connection.KEY] = connection.Connection(send)
        if scope["path"] == "/" or scope["path"].startswith(OWN):
            await super().__call__(scope, receive, send)
        else:
            await self._logged(scope, receive, send)

    async def _logged(self, scope: Any, receive: Any, send: Any) -> None:
        started = time.perf_counter()
        status: int | None = None

        async def watched(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await super().__call__(scope, receive, watched)
        self.state.world.live.add("request", _request(scope, status, started))


def create_app(config: SandboxConfig) -> Litestar:
    """The Graph API, the control API and the phone page as one ASGI application."""
    world = World(config)

    @asynccontextmanager
    async def delivering(_: Litestar) -> AsyncIterator[None]:
        await world.delivery.start()
        try:
            yield
        finally:
            await world.delivery.stop()
            world.files.close()

    async def provide_world() -> World:
        return world

    app = Sandbox(
        route_handlers=[
            *(_DIALOG360 if config.dialect == "360dialog" else _META),
            CustomersApi,
            FilesApi,
            RulesApi,
            TemplatesApi,
            OverviewApi,
            Page,
            static_files(),
        ],
        dependencies={"world": Provide(provide_world)},
        exception_handlers={GraphError: refuse, HTTPException: _refuse_http},
        lifespan=[delivering],
        openapi_config=None,
        logging_config=None,
    )
    app.state.world = world
    return app


def _refuse_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """A wrong path or body: Meta's error on the Graph side, a plain sentence on ours."""
    if request.url.path.startswith(OWN):
        body = {"error": error.detail, "details": error.extra}
        return Response(body, status_code=error.status_code, media_type="application/json")
    if error.status_code == 401:  # only 360dialog says it so
        return Response({"error": error.detail}, status_code=401, media_type="application/json")
    if error.status_code == 405:
        return refuse(request, GraphError(100, message="Unsupported method.", kind="GraphMethodException"))
    if error.status_code < 500:
        return refuse(request, unknown_path(request.url.path))
    return refuse(request, GraphError(1))


def _request(scope: dict[str, Any], status: int | None, started: float) -> dict[str, Any]:
    return {
        "method": scope["method"],
        "path": scope["path"],
        "status": None if scope["state"].get("graph_cut") else status,
        "code": scope["state"].get("graph_code"),
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "at": time.time(),
    }
