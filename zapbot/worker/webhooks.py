"""The drain of outgoing webhooks: many addresses at once, a few requests to each, settled as they come back."""

import asyncio
from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.desk import webhook_delivery
from zapbot.desk.webhook_fan_out import fan_out
from zapbot.errors import ZapbotError
from zapbot.outside import Posted, Poster
from zapbot.store import webhook_deliveries, webhooks
from zapbot.store.db import failed, transaction
from zapbot.store.webhook_deliveries import Claim

log = structlog.get_logger()

LOOK_SECONDS = 0.1
"""Between two looks for new events while others are on their way."""
PAUSE_SECONDS = 1.0
STOP_SECONDS = 5.0
"""For requests on their way when the worker stops; those cut off are sent again, with the same id."""


class Webhooks:
    """Makes deliveries of events, and sends those that are due until none is left."""

    def __init__(
        self,
        db: Database,
        post: Poster,
        key: Callable[[], bytes],
        now: Callable[[], float],
        stopping: Callable[[], bool],
        grace: float = STOP_SECONDS,
    ) -> None:
        self._db = db
        self._post = post
        self._key = key
        self._now = now
        self._stopping = stopping
        self._grace = grace

    async def drain(self) -> float | None:
        """Send what is due; when the next delivery is, if that is known."""
        running: set[asyncio.Task[None]] = set()
        while not self._stopping():
            more = fan_out(self._db, self._now())
            running |= {asyncio.create_task(self._deliver(claim)) for claim in self._claim()}
            if not running and not more:
                return self._next_due()
            running = await _step(running, 0.0 if more else LOOK_SECONDS)
        await self._end(running)
        return None

    def _claim(self) -> list[Claim]:
        now = self._now()
        if not webhook_deliveries.due(self._db, now):
            return []
        with transaction(self._db):
            return webhook_deliveries.claim(self._db, now)

    def _next_due(self) -> float | None:
        """Not now: what is due and was not claimed waits for others on their way."""
        due = webhook_deliveries.next_due(self._db)
        return None if due is None else max(due, self._now() + PAUSE_SECONDS)

    async def _deliver(self, claim: Claim) -> None:
        began = self._now()
        try:
            posted = await self._attempt(claim, began)
        except asyncio.CancelledError:
            webhook_deliveries.release(self._db, claim)
            raise
        while not self._written(claim, posted, began):  # noqa: ASYNC110 — nothing would tell us that the lock is gone
            await asyncio.sleep(PAUSE_SECONDS)

    async def _attempt(self, claim: Claim, now: float) -> Posted:
        try:
            webhook = webhooks.get(self._db, claim.webhook_id)
            return await webhook_delivery.attempt(self._post, self._key(), webhook, claim, now)
        except ZapbotError as error:
            return Posted(None, error=str(error))

    def _written(self, claim: Claim, posted: Posted, began: float) -> bool:
        """Whether the end is in the store now; it is not when that is locked or its disk full."""
        try:
            webhook_delivery.settle(self._db, claim, posted, began, self._now())
        except Exception as error:
            if not failed(error) or self._stopping():
                raise
            log.warning("the end of a delivery waits for the store", delivery=claim.id, reason=str(error))
            return False
        return True

    async def _end(self, running: set[asyncio.Task[None]]) -> None:
        """Wait a little for what is on its way, then cut it off."""
        if not running:
            return
        done, left = await asyncio.wait(running, timeout=self._grace)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for task in done:
            task.result()


async def _step(running: set[asyncio.Task[None]], seconds: float) -> set[asyncio.Task[None]]:
    """Wait for one to end, or a moment; those that still run. What went wrong in one is not swallowed."""
    if not running:
        await asyncio.sleep(0)
        return running
    done, left = await asyncio.wait(running, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return left
