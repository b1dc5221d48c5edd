"""The web application. It listens at once; migrations run behind it, and until they are done it says 503."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import structlog
import uvicorn
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from zapbot import app
from zapbot.errors import ZapbotError
from zapbot.settings import PREFIX, Settings, require, secret
from zapbot.store.migrations import migrate
from zapbot.web import attendance, pages
from zapbot.web.api import problems
from zapbot.web.api.routes import api
from zapbot.web.campaigns.jobs import Jobs
from zapbot.web.committer import Committer
from zapbot.web.cors import PREFIX as API
from zapbot.web.cors import Cors, origins
from zapbot.web.door import Door
from zapbot.web.files import outgoing_file
from zapbot.web.headers import PLAIN
from zapbot.web.health import health, ready
from zapbot.web.hooks import Hooks
from zapbot.web.late_pages import LatePages, add_pages
from zapbot.web.live import Live
from zapbot.web.metrics import metrics
from zapbot.web.nudger import Nudger
from zapbot.web.presence import Presence
from zapbot.web.static_files import static_file
from zapbot.web.throttle import SignIns
from zapbot.worker.queue import Queue

log = structlog.get_logger()

RETRY_SECONDS = 1.0


def create_app(settings: Settings, late_pages: bool = False) -> Litestar:
    """The application for these settings; with `late_pages` it is completed when somebody first looks at it.

    Raises UsageError when a setting is missing.
    """
    require(settings, *app.needed_to_receive(settings))
    application = Litestar(
        [Door, Hooks, api(), health, ready, metrics, static_file, outgoing_file],
        lifespan=[_lifespan],
        state=State(
            {
                "settings": settings,
                "connector": app.connector(settings),
                "verify_token": secret(settings.whatsapp_verify_token) if settings.channel == "cloud" else "",
                "proof_setting": f"{PREFIX}{app.proof_setting(settings).upper()}",
                "ready": asyncio.Event(),
                "reason": "migrations are running",
                "pictures": None,
                "live": (live := Live(settings.data_dir)),
                "presence": Presence(live.tell),
                "sign_ins": SignIns(),
                "campaign_jobs": Jobs(),
            }
        ),
        response_headers=PLAIN,
        exception_handlers={HTTPException: _plainly, Exception: _unexpected},
        openapi_config=None,
        logging_config=None,
    )
    if late_pages:
        application.asgi_handler = LatePages(application)
    else:
        add_pages(application)
    allowed = origins(settings.cors_origins)
    if allowed:
        application.asgi_handler = Cors(application.asgi_handler, allowed)
    return application


def run(application: Litestar, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises ZapbotError when the port cannot be had."""
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=2000,
    )
    listener = _listen(settings)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, _outlived)
    _Server(config, application.state.live).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that hangs up on its streams as soon as it is told to end: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal came."""
        super().handle_exit(sig, frame)
        self._live.end()


@asynccontextmanager
async def _lifespan(application: Litestar) -> AsyncIterator[None]:
    """Migrate and open the committer in the background; on the way out store what still waits."""
    state = application.state
    queue = await asyncio.to_thread(Queue, state.settings.data_dir)
    state.queue = queue
    state.nudger = Nudger(queue, "receive")
    state.committer = Committer(state.settings.data_dir, state.nudger.nudge)
    opening = asyncio.create_task(_open(state), name="open the store")
    noting = asyncio.create_task(attendance.note(state), name="note who is there")
    try:
        yield
    finally:
        opening.cancel()
        noting.cancel()
        await state.live.stop()
        await state.committer.stop()


async def _open(state: State) -> None:
    """Open the store, however often it takes: a lock is let go, a disk gets room again."""
    while not await _opened(state):  # noqa: ASYNC110 — there is nothing that would wake us
        await asyncio.sleep(RETRY_SECONDS)
    state.ready.set()
    log.info("ready", data_dir=str(state.settings.data_dir))


async def _opened(state: State) -> bool:
    try:
        await asyncio.to_thread(migrate, state.settings.data_dir)
        await state.committer.start()
    except Exception as error:
        if state.reason != str(error):
            log.error("the store cannot be opened", reason=str(error))
        state.reason = str(error)
        return False
    return True


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise ZapbotError(f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}") from None


def _outlived(_: int, __: object) -> None:
    """Do nothing: uvicorn, done, sends us the signal it ended for once more; there is more to end than uvicorn."""


def _plainly(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """An error as a short JSON, with nothing of the inside; of the API as it writes them."""
    if _of_api(request):
        return problems.http(request, error)
    if error.status_code == 404 and _browsed(request):
        return pages.problem(request, 404, "missing")
    headers = {**PLAIN, **(error.headers or {})}
    return Response({"error": error.detail}, status_code=error.status_code, headers=headers)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A bug or a broken store: the log gets all of it, the outside nothing."""
    if _of_api(request):
        return problems.unexpected(request, error)
    log.error("request failed", path=request.url.path, exc_info=error)
    if _browsed(request):
        return pages.problem(request, 500, "broken")
    return Response({"error": "internal error"}, status_code=500, headers=PLAIN)


def _browsed(request: Request[Any, Any, Any]) -> bool:
    """Whether somebody looks at the answer in a browser."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def _of_api(request: Request[Any, Any, Any]) -> bool:
    return request.url.path == API or request.url.path.startswith(f"{API}/")
