"""Reads the account's templates anew: every few hours, and soon after something was told about them."""

from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.connector import Templates, Unsent
from zapbot.desk import template_sync
from zapbot.store.db import transaction

log = structlog.get_logger()


class Refresh:
    """The drain of the templates. A failure is logged and tried again later; nothing waits for it."""

    def __init__(self, db: Database, channel: Templates, now: Callable[[], float]) -> None:
        self._db = db
        self._channel = channel
        self._now = now

    async def drain(self) -> float | None:
        """Read them if it is time; when it will be again."""
        asked_at = self._now()
        if template_sync.next_at(self._db) <= asked_at:
            await self._read(asked_at)
        return template_sync.next_at(self._db)

    async def _read(self, asked_at: float) -> None:
        found = await self._channel.list_templates()
        with transaction(self._db):
            if isinstance(found, list):
                template_sync.sync(self._db, found, asked_at, self._now())
            else:
                template_sync.failed(self._db, self._now(), left=not isinstance(found, Unsent))
        if not isinstance(found, list):
            log.warning("the templates could not be read", outcome=type(found).__name__)
