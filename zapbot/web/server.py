"""The web application. It listens at once; migrations run behind it, and until they are done it says 503."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from zapbot import app
from zapbot.settings import Settings, require, secret
from zapbot.store.migrations import migrate
from zapbot.web.committer import Committer
from zapbot.web.door import Door
from zapbot.web.health import health, ready
from zapbot.web.metrics import metrics
from zapbot.web.nudger import Nudger
from zapbot.worker.queue import Queue

log = structlog.get_logger()


def create_app(settings: Settings) -> Litestar:
    """The application for these settings. Raises UsageError when one is missing."""
    require(settings, *app.NEEDED_TO_RECEIVE)
    return Litestar(
        [Door, health, ready, metrics],
        lifespan=[_lifespan],
        state=State(
            {
                "settings": settings,
                "connector": app.connector(settings),
                "verify_token": secret(settings.whatsapp_verify_token),
                "ready": asyncio.Event(),
                "reason": "migrations are running",
            }
        ),
        exception_handlers={HTTPException: _plainly},
        openapi_config=None,
        logging_config=None,
    )


def run(application: Litestar, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=2000,
    )
    uvicorn.Server(config).run()


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
    try:
        await asyncio.to_thread(migrate, state.settings.data_dir)
        await state.committer.start()
    except Exception as error:
        state.reason = str(error)
        log.error("the store cannot be opened", reason=str(error))
        return
    state.ready.set()
    log.info("ready", data_dir=str(state.settings.data_dir))


def _plainly(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """An error as a short JSON, with nothing of the inside."""
    return Response({"error": error.detail}, status_code=error.status_code, headers=error.headers)
