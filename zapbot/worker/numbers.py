"""The drain that asks how the business's numbers stand: when the worker starts, and every few hours."""

from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector, NumberChange
from zapbot.desk import health
from zapbot.store.db import transaction

log = structlog.get_logger()

EVERY_SECONDS = 6 * 3600.0
AGAIN_SECONDS, LONGEST_SECONDS = 5.0, 600.0
"""After an attempt that failed, and after many."""


class Numbers:
    """Asks about each number when that is due."""

    def __init__(self, db: Database, connector: Connector, now: Callable[[], float]) -> None:
        self._db = db
        self._connector = connector
        self._now = now
        self._due = dict.fromkeys(connector.numbers, 0.0)
        self._failed = dict.fromkeys(connector.numbers, 0)

    async def drain(self) -> float | None:
        """Ask about those that are due; when the next one is."""
        for number, due in self._due.items():
            if due <= self._now():
                self._failed[number] = 0 if await self._ask(number) else self._failed[number] + 1
                self._due[number] = self._now() + self._pause(number)
        return min(self._due.values(), default=None)

    def _pause(self, number: str) -> float:
        failed = self._failed[number]
        return min(LONGEST_SECONDS, AGAIN_SECONDS * 2.0 ** (failed - 1)) if failed else EVERY_SECONDS

    async def _ask(self, number: str) -> bool:
        """Whether the channel told something; when it does not, that is only noted."""
        answer = await self._connector.about(number)
        if not isinstance(answer, NumberChange):
            log.info("nothing is known of the number's health", number=number, reason=getattr(answer, "reason", ""))
            return False
        with transaction(self._db):
            health.learn(self._db, number, answer, self._now())
        return True
