"""The drain that tells the channel who is blocked, and who is no more: one at a time, there are few."""

from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector, Outcome, Unknown
from zapbot.desk import block_told
from zapbot.store import channel_blocks, contacts
from zapbot.store.channel_blocks import Due
from zapbot.store.db import transaction

log = structlog.get_logger()


class Blocks:
    """Tells what is due until nothing is left."""

    def __init__(
        self, db: Database, connector: Connector, now: Callable[[], float], stopping: Callable[[], bool]
    ) -> None:
        self._db = db
        self._connector = connector
        self._now = now
        self._stopping = stopping

    async def drain(self) -> float | None:
        """Tell what is due; when there is something to tell next."""
        while due := self._claim():
            outcome = await self._tell(due)
            if outcome is not None:
                log.warning("the channel did not change whom it blocks", contact=due.contact_id, outcome=str(outcome))
            block_told.settle(self._db, due, outcome, self._now())
        return channel_blocks.next_due(self._db)

    def _claim(self) -> Due | None:
        if self._stopping() or not channel_blocks.waiting(self._db, self._now()):
            return None
        with transaction(self._db):
            return channel_blocks.claim(self._db, self._now())

    async def _tell(self, due: Due) -> Outcome | None:
        """Ask once; a bug in a connector must not have it asked for ever."""
        try:
            return await self._connector.block(due.number, contacts.address(self._db, due.contact_id), due.blocked)
        except Exception as error:
            log.exception("connector failed", contact=due.contact_id)
            return Unknown(f"{type(error).__name__}: {error}")
