"""Wake-ups between processes, on Huey. They carry nothing but a name: losing one costs at most a minute.

`queue.db` may be deleted at any time. It is written without fsync, holds JSON instead of pickles, is opened again
when the file is not the one that was opened before, and is thrown away when a power cut broke it.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import structlog
from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

log = structlog.get_logger()

DRAINS = (
    "receive",
    "deliver",
    "calls",
    "media",
    "blocks",
    "webhooks",
    "campaigns",
    "numbers",
    "templates",
    "wake",
    "sweep",
    "search",
    "bulk",
)
LOOK_SECONDS = 0.005
WAIT_SECONDS = 0.25
"""How long a thread waits for a wake-up before it asks whether it should stop."""
MOST_PENDING = 50
"""Wake-ups kept at most: when this many wait, no worker is running, and one will do it all when it starts."""


class Queue:
    """Nudges drains by name. A process that only nudges gives no drains."""

    def __init__(self, data_dir: Path, drains: Mapping[str, Callable[[], None]] | None = None) -> None:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.huey = SqliteHuey(
            "zapbot",
            filename=str(data_dir / "queue.db"),
            fsync=False,
            journal_mode="truncate",  # the WAL of a deleted file would belong to the new one
            cache_mb=1,
            results=False,
            serializer=_JsonSerializer(),
            storage_class=_DisposableStorage,
        )
        given = drains or {}
        self._tasks = {name: self.huey.task(name=name)(_task(given.get(name))) for name in DRAINS}
        if given:
            self.huey.periodic_task(crontab(minute="*"), name="sweep_every_minute")(_task(given["sweep"]))
        self._planned: dict[str, float] = {}

    def nudge(self, name: str) -> None:
        """Have a drain run soon; once too often does no harm. Never fails: the sweep finds what a lost nudge left."""
        try:
            if self.huey.pending_count() < MOST_PENDING:
                self.huey.enqueue(self._tasks[name].s())
        except sqlite3.Error as error:
            log.warning("worker could not be nudged", drain=name, reason=str(error))

    def plan(self, name: str, at: float) -> None:
        """Have a drain run at a time (seconds since 1970); an earlier plan for it makes a later one needless.

        Never fails, as `nudge`.
        """
        now = time.time()
        planned = self._planned.get(name, 0.0)
        if now < planned <= at:
            return
        task = self._tasks[name].s()
        task.eta = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
        try:
            self.huey.add_schedule(task)
            self._planned[name] = at
        except sqlite3.Error as error:
            log.warning("a time could not be planned", drain=name, reason=str(error))


def _task(drain: Callable[[], None] | None) -> Callable[[], None]:
    """A drain as a function of this module: Huey's names for tasks hold the module, and must agree everywhere."""

    def run() -> None:
        if drain is not None:
            drain()

    return run


class _JsonSerializer(Serializer):  # type: ignore[misc]
    """Huey's messages as JSON: a pickle would let whoever writes queue.db run code in the worker."""

    def _serialize(self, data: Any) -> bytes:
        return msgspec.json.encode(list(data))

    def _deserialize(self, data: bytes) -> Message:
        fields = msgspec.json.decode(bytes(data))
        message = Message(*fields)
        eta = datetime.fromisoformat(message.eta) if message.eta else None
        return message._replace(eta=eta, args=tuple(message.args or ()))


class _DisposableStorage(SqliteStorage):  # type: ignore[misc]
    """SQLite storage that notices when its file was deleted, replaced or broken."""

    _conn: Any
    _inode: int | None = None
    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        self._turn = threading.Lock()
        super().__init__(*args, **options)

    def dequeue(self) -> Any:
        """The next wake-up, milliseconds after it was written; None when none came within `WAIT_SECONDS`.

        One thread looks and the others wait for their turn: so it can look often, and no wake-up waits for a poll.
        """
        until = time.monotonic() + WAIT_SECONDS
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            return None
        try:
            while (task := super().dequeue()) is None and time.monotonic() < until:
                time.sleep(LOOK_SECONDS)
            return task
        finally:
            self._turn.release()

    @property
    def conn(self) -> Any:
        """The connection, opened anew when the file is another one."""
        if self._conn is not None and self._file() != self._inode:
            self._conn.close()
            self._conn = None
        if self._conn is None:
            try:
                self._conn = self._opened()
            except sqlite3.DatabaseError as error:
                if not self._thrown_away(error):
                    raise
                self._conn = self._opened()
            self._inode = self._file()
        return self._conn

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[Any]:
        """A cursor, as Huey has it; a file that turns out broken is gone for the next one."""
        try:
            with super().db(commit, close) as cursor:
                yield cursor
        except sqlite3.DatabaseError as error:
            self._thrown_away(error)
            raise

    def _opened(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        return connection

    def _thrown_away(self, error: sqlite3.DatabaseError) -> bool:
        """Delete the file if the error says that it is broken."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return False
        log.warning("the queue of wake-ups is broken; made a new one", reason=str(error))
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.filename}{suffix}").unlink(missing_ok=True)
        return True

    def _file(self) -> int | None:
        try:
            return os.stat(self.filename).st_ino  # noqa: PTH116
        except FileNotFoundError:
            return None
