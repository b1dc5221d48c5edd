"""The web application. It listens at once; migrations run behind it, and until they are done it says 503."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from zapbot import app
from zapbot.errors import ZapbotError
from zapbot.settings import Settings, require, secret
from zapbot.store.migrations import migrate
from zapbot.web.committer import Committer
from zapbot.web.door import Door
from zapbot.web.flows import Flows
from zapbot.web.health import health, ready
from zapbot.web.hooks import Hooks
from zapbot.web.metrics import metrics
from zapbot.web.nudger import Nudger
from zapbot.web.static_files import static_file
from zapbot.worker.queue import Queue

log = structlog.get_logger()

RETRY_SECONDS = 1.0
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""On every answer: nothing here is for a cache or for another site."""


def create_app(settings: Settings) -> Litestar:
    """The application for these settings. Raises UsageError when one is missing."""
    require(settings, *app.NEEDED_TO_RECEIVE)
    return Litestar(
        [Door, Hooks, Flows, health, ready, metrics, static_file],
        lifespan=[_lifespan],
        state=State(
            {
                "settings": settings,
                "connector": app.connector(settings),
                "verify_token": secret(settings.whatsapp_verify_token),
                "ready": asyncio.Event(),
                "reason": "migrations are running",
                "pictures": None,
            }
        ),
        response_headers=HEADERS,
        exception_handlers={HTTPException: _plainly, Exception: _unexpected},
        openapi_config=None,
        logging_config=None,
    )


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
    uvicorn.Server(config).run(sockets=[listener])


@asynccontextmanager
async def _lifespan(application: Litestar) -> AsyncIterator[None]:
    """Migrate and open the committer in the background; on the way out store what still waits."""
    state = application.state
    queue = await asyncio.to_thread(Queue, state.settings.data_dir)
    state.nudger = Nudger(queue, "receive")
    state.committer = Committer(state.settings.data_dir, state.nudger.nudge)
    opening = asyncio.create_task(_open(state), name="open the store")
    try:
        yield
    finally:
        opening.cancel()
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


def _plainly(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """An error as a short JSON, with nothing of the inside."""
    headers = {**HEADERS, **(error.headers or {})}
    return Response({"error": error.detail}, status_code=error.status_code, headers=headers)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """A bug or a broken store: the log gets all of it, the outside nothing."""
    log.error("request failed", path=request.url.path, exc_info=error)
    return Response({"error": "internal error"}, status_code=500, headers=HEADERS)
