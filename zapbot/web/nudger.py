"""Tells the worker that webhooks wait, at most once in ten milliseconds."""

import asyncio

import structlog

from zapbot.worker.queue import Queue

log = structlog.get_logger()

QUIET_SECONDS = 0.01


class Nudger:
    """Coalesces nudges; the first goes at once, those in the next moments become one."""

    def __init__(self, queue: Queue, drain: str) -> None:
        self._queue = queue
        self._drain = drain
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def nudge(self) -> None:
        """Have the drain run soon. Never fails: the sweep finds what a lost nudge left."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name=f"nudge {self._drain}")

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                await asyncio.to_thread(self._queue.nudge, self._drain)
            except Exception as error:
                log.warning("worker could not be nudged", drain=self._drain, reason=str(error))
            await asyncio.sleep(QUIET_SECONDS)
