"""Who is there, written down now and then so that the worker knows it too."""

import asyncio
import time
from typing import TYPE_CHECKING

import structlog
from litestar.datastructures import State

from zapbot.store import attendance
from zapbot.store.db import transaction
from zapbot.web.opened import opened

if TYPE_CHECKING:
    from zapbot.web.live import Live

log = structlog.get_logger()

NOTED_EVERY_SECONDS = 30.0
LOOKED_EVERY_SECONDS = 1.0


async def note(state: State) -> None:
    """Write it down every half a minute, and at once when somebody comes; until it is cancelled."""
    live: Live = state.live
    noted: dict[int, float] = {}
    while True:
        await asyncio.sleep(LOOKED_EVERY_SECONDS)
        due = [id for id in live.online() if noted.get(id, 0.0) < time.monotonic() - NOTED_EVERY_SECONDS]
        if not due or not state.ready.is_set():
            continue
        came = [id for id in due if id not in noted]
        try:
            await asyncio.to_thread(_write, state, due, bool(came))
        except Exception as error:
            log.warning("who is there could not be written down", reason=str(error))
            continue
        noted = {id: noted[id] for id in live.online() & noted.keys()} | dict.fromkeys(due, time.monotonic())


def _write(state: State, ids: list[int], somebody_came: bool) -> None:
    """Keep it; what waits for somebody to be there is dealt out soon."""
    with opened(state) as db, transaction(db):
        attendance.note(db, ids, time.time())
    if somebody_came:
        state.queue.nudge("wake")
