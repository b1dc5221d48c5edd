"""Wake-ups between processes, on Huey. They carry nothing but a name: losing one costs at most a minute.

`queue.db` may be deleted at any time. It is written without fsync, holds JSON instead of pickles, and is opened
again when the file is not the one that was opened before.
"""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

DRAINS = ("receive", "deliver", "wake", "sweep")
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
        """Have a drain run soon; running it once too often does no harm."""
        if self.huey.pending_count() < MOST_PENDING:
            self.huey.enqueue(self._tasks[name].s())

    def plan(self, name: str, at: float) -> None:
        """Have a drain run at a time (seconds since 1970); an earlier plan for it makes a later one needless."""
        now = time.time()
        planned = self._planned.get(name, 0.0)
        if now < planned <= at:
            return
        self._planned[name] = at
        task = self._tasks[name].s()
        task.eta = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
        self.huey.add_schedule(task)


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
    """SQLite storage that notices when its file was deleted or replaced."""

    _conn: Any
    _inode: int | None = None

    @property
    def conn(self) -> Any:
        """The connection, opened anew when the file is another one."""
        if self._conn is not None and self._file() != self._inode:
            self._conn.close()
            self._conn = None
        if self._conn is None:
            self._conn = self._create_connection()
            for statement in self.ddl:
                self._conn.execute(statement)
            self._inode = self._file()
        return self._conn

    def _file(self) -> int | None:
        try:
            return os.stat(self.filename).st_ino  # noqa: PTH116
        except FileNotFoundError:
            return None
