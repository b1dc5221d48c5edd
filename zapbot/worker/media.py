"""The drain of customers' files: a handful fetched at once, each settled as it ends."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector, Hold, Outcome, Retry
from zapbot.desk.collect import Collected, collect, settle
from zapbot.store import attachments, media
from zapbot.store.attachments import Claim
from zapbot.store.db import failed, transaction

log = structlog.get_logger()

AT_ONCE = 4
TICK_SECONDS = 0.1
RENEW_SECONDS = 10.0
LEFT_SECONDS = 24 * 3600.0
"""What was begun so long ago and never finished is nobody's any more."""

Running = dict["asyncio.Task[None]", Claim]


class Downloads:
    """Fetches the files that are due until none is left."""

    def __init__(
        self,
        db: Database,
        data_dir: Path,
        connector: Connector,
        now: Callable[[], float],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db = db
        self._data_dir = data_dir
        self._connector = connector
        self._now = now
        self._stopping = stopping
        self._kept_up_at = 0.0

    async def drain(self) -> float | None:
        """Fetch what is due; when the next file is, if that is known."""
        media.forget_unfinished(self._data_dir, self._now() - LEFT_SECONDS)
        running: dict[asyncio.Task[None], Claim] = {}
        while True:
            self._begin(running)
            if not running:
                return attachments.next_due(self._db)
            self._keep_up(running)
            done, _ = await asyncio.wait(running, timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del running[task]
                task.result()

    def _begin(self, running: Running) -> None:
        """Put on its way what is due and there is room for; when the worker stops, what is on its way ends."""
        if self._stopping():
            for task in running:
                task.cancel()
        elif len(running) < AT_ONCE and attachments.waiting(self._db, self._now()):
            with transaction(self._db):
                claims = attachments.claim(self._db, self._now(), AT_ONCE - len(running))
            running |= {asyncio.create_task(self._fetch(claim)): claim for claim in claims}

    def _keep_up(self, running: Running) -> None:
        """Now and then: keep the leases of what is on its way."""
        if self._now() - self._kept_up_at < RENEW_SECONDS:
            return
        self._kept_up_at = self._now()
        with transaction(self._db):
            attachments.renew(self._db, running.values(), self._kept_up_at)

    async def _fetch(self, claim: Claim) -> None:
        ending = await self._ending(claim)
        try:
            settle(self._db, claim, ending, self._now())
        except Exception as error:
            if not failed(error):
                raise
            log.warning("the end of a download waits for its lease", media=claim.id, reason=str(error))

    async def _ending(self, claim: Claim) -> Collected | Outcome:
        try:
            return await collect(self._data_dir, self._connector, claim, self._now())
        except asyncio.CancelledError:
            return Hold("the worker stopped", 0.0)
        except Exception as error:
            log.exception("download failed", media=claim.id)
            return Retry(f"{type(error).__name__}: {error}")
