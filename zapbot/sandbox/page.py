"""The phone page and the stream of events it lives on."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from litestar import Controller, Request, get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Stream
from litestar.router import Router
from litestar.static_files import create_static_files_router

from zapbot.sandbox import catalogue, connection, phone
from zapbot.sandbox.connection import Connection
from zapbot.sandbox.live import Event
from zapbot.sandbox.world import World

HERE = Path(__file__).parent
TICK_SECONDS = 0.25
PING_TICKS = 60

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
GUARDED = [
    ResponseHeader(name="Content-Security-Policy", value=POLICY),
    ResponseHeader(name="X-Content-Type-Options", value="nosniff"),
    ResponseHeader(name="Referrer-Policy", value="no-referrer"),
    ResponseHeader(name="Cross-Origin-Opener-Policy", value="same-origin"),
    ResponseHeader(name="Cross-Origin-Resource-Policy", value="same-origin"),
]

_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)


class Page(Controller):
    """What the browser loads."""

    response_headers = [*GUARDED, ResponseHeader(name="Cache-Control", value="no-store")]

    @get("/", media_type=MediaType.HTML)
    async def show(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], lang: FromQuery[str] = ""
    ) -> str:
        """The page, in the visitor's language."""
        language = catalogue.choose(lang, request.headers.get("accept-language", ""))
        words = catalogue.words(language)
        return _templates.get_template("phone.html").render(t=words, language=language, config=world.config)

    @get("/sandbox/words/{language:str}")
    async def words(self, language: FromPath[str]) -> dict[str, str]:
        """The sentences the scripts need."""
        return catalogue.words(catalogue.choose(language, ""))

    @get("/sandbox/events")
    async def events(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], since: FromQuery[int] = -1
    ) -> Response[Any]:
        """Server-sent events after a cursor; the newer of the address and Last-Event-ID counts."""
        last = request.headers.get("last-event-id", "")
        cursor = max(since, int(last) if last.isdigit() else -1)
        link: Connection = request.scope["state"][connection.KEY]
        return Stream(_follow(world, cursor, link), media_type="text/event-stream")


def static_files() -> Router:
    """Styles and scripts, as they lie in the folder."""
    return create_static_files_router(
        path="/sandbox/static",
        directories=[HERE / "static"],
        after_request=_guard_file,
    )


async def _guard_file(response: Any) -> Any:
    """Router-wide headers do not reach files, so they are put on here."""
    for header in GUARDED:
        response.headers[header.name] = header.value
    response.headers["Cache-Control"] = "no-cache"
    return response


async def _follow(world: World, cursor: int, link: Connection) -> AsyncIterator[bytes]:
    stream = world.live.stream_id()
    start = world.live.cursor if cursor < 0 else cursor
    yield f"retry: 1000\nevent: hello\ndata: {json.dumps({'stream': stream})}\n\n".encode()
    quiet = 0
    try:
        async for batch in world.live.follow(start, TICK_SECONDS):
            if link.stopping:
                return
            if batch is None:
                yield _reset(world)
            elif batch:
                yield b"".join(map(_encode, batch))
            quiet = 0 if batch else quiet + 1
            if quiet >= PING_TICKS:
                quiet = 0
                yield b": still here\n\n"
    finally:
        phone.show(world, stream, None)


def _reset(world: World) -> bytes:
    return f"id: {world.live.cursor}\nevent: reset\ndata: {{}}\n\n".encode()


def _encode(event: Event) -> bytes:
    return f"id: {event.seq}\nevent: {event.name}\ndata: {json.dumps(event.data)}\n\n".encode()
