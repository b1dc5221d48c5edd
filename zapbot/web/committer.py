"""Stores webhook bodies, many in one commit: all that wait are one statement, one fsync, one answer each."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import aiosqlite
import structlog

from zapbot.store import checkpoint, webhook_events
from zapbot.store.db import FILE, PRAGMAS

log = structlog.get_logger()

MOST_PER_COMMIT = 256
MOST_WAITING = 5000
"""Bodies waiting at most; past it the door says 503 and Meta comes again."""
CHECKPOINT_BYTES = 4 * checkpoint.WAL_BYTES
"""The worker checkpoints sooner; the server steps in when no worker runs."""

Waiting = tuple[float, bytes, "asyncio.Future[None]"]


class NotStoredError(Exception):
    """The body could not be stored; the sender must come again."""


class Committer:
    """One connection and one task that owns it: a request that is cancelled never leaves a transaction open."""

    def __init__(self, data_dir: Path, stored: Callable[[], None]) -> None:
        self._data_dir = data_dir
        self._stored = stored
        self._waiting: list[Waiting] = []
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the connection. Call it after migrations."""
        connection = await aiosqlite.connect(self._data_dir / FILE, isolation_level=None)
        for pragma in PRAGMAS:
            await connection.execute(pragma)
        self._task = asyncio.create_task(self._run(connection), name="committer")

    async def stop(self) -> None:
        """Store what waits, then close."""
        if self._task is not None:
            task, self._task = self._task, None
            self._arrived.set()
            await task

    async def store(self, body: bytes) -> None:
        """Return when the body is on disk. Raises NotStoredError when it cannot be."""
        if self._task is None or len(self._waiting) >= MOST_WAITING:
            raise NotStoredError
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((time.time(), body, future))
        self._arrived.set()
        await future

    async def _run(self, connection: aiosqlite.Connection) -> None:
        try:
            while self._task is not None or self._waiting:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    batch, self._waiting = self._waiting[:MOST_PER_COMMIT], self._waiting[MOST_PER_COMMIT:]
                    await self._commit(connection, batch)
                await self._keep_small()
        finally:
            await connection.close()

    async def _commit(self, connection: aiosqlite.Connection, batch: list[Waiting]) -> None:
        values = [value for at, body, _ in batch for value in (at, body)]
        try:
            await connection.execute(webhook_events.insert_sql(len(batch)), values)
        except sqlite3.Error as error:
            log.error("webhooks cannot be stored", count=len(batch), reason=str(error))
            for _, _, future in batch:
                if not future.done():
                    future.set_exception(NotStoredError())
            return
        for _, _, future in batch:
            if not future.done():
                future.set_result(None)
        self._stored()

    async def _keep_small(self) -> None:
        if checkpoint.due(self._data_dir, CHECKPOINT_BYTES):
            await asyncio.to_thread(checkpoint.guarded, self._data_dir)
