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

Waiting = tuple[float, bytes, str, "asyncio.Future[None]"]


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
        self._inode: int | None = None

    async def start(self) -> None:
        """Open the connection. Call it after migrations."""
        self._task = asyncio.create_task(self._run(await self._open()), name="committer")

    async def stop(self) -> None:
        """Store what waits, then close."""
        if self._task is not None:
            task, self._task = self._task, None
            self._arrived.set()
            await task

    async def store(self, body: bytes, source: str = webhook_events.WHATSAPP) -> None:
        """Return when the body is on disk. Raises NotStoredError when it cannot be."""
        if self._task is None or len(self._waiting) >= MOST_WAITING:
            raise NotStoredError
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((time.time(), body, source, future))
        self._arrived.set()
        await future

    async def _run(self, connection: aiosqlite.Connection) -> None:
        try:
            while self._task is not None or self._waiting:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    batch, self._waiting = self._waiting[:MOST_PER_COMMIT], self._waiting[MOST_PER_COMMIT:]
                    connection = await self._commit(connection, batch)
                await self._keep_small()
        finally:
            await connection.close()

    async def _commit(self, connection: aiosqlite.Connection, batch: list[Waiting]) -> aiosqlite.Connection:
        """Store a batch and answer all who wait for it; the connection to go on with."""
        values = [value for *stored, _ in batch for value in stored]
        try:
            connection = await self._current(connection)
            await connection.execute(webhook_events.insert_sql(len(batch)), values)
        except Exception as error:  # whatever it is, nobody may wait for ever
            log.error("webhooks cannot be stored", count=len(batch), reason=str(error))
            for *_, future in batch:
                if not future.done():
                    future.set_exception(NotStoredError())
            return connection
        for *_, future in batch:
            if not future.done():
                future.set_result(None)
        self._stored()
        return connection

    async def _open(self) -> aiosqlite.Connection:
        """A connection to the file that is there; none is made."""
        inode = self._file()
        if inode is None:
            raise FileNotFoundError(f"{self._data_dir / FILE} is missing")
        address = (self._data_dir / FILE).absolute().as_uri()
        connection = await aiosqlite.connect(f"{address}?mode=rw", uri=True, isolation_level=None)
        try:
            for pragma in PRAGMAS:
                await connection.execute(pragma)
        except BaseException:
            await connection.close()  # its thread would outlive us
            raise
        self._inode = inode
        return connection

    async def _current(self, connection: aiosqlite.Connection) -> aiosqlite.Connection:
        """The connection, or a new one when the file was replaced: what the old one stores nobody would ever see."""
        if self._file() == self._inode:
            return connection
        renewed = await self._open()
        await connection.close()
        log.warning("the store was replaced; opened the new one")
        return renewed

    def _file(self) -> int | None:
        try:
            return (self._data_dir / FILE).stat().st_ino
        except FileNotFoundError:
            return None

    async def _keep_small(self) -> None:
        if not checkpoint.due(self._data_dir, CHECKPOINT_BYTES):
            return
        try:
            await asyncio.to_thread(checkpoint.guarded, self._data_dir)
        except sqlite3.Error as error:
            log.warning("the store cannot be checkpointed", reason=str(error))
