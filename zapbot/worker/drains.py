"""The drains of one worker process. Each runs once at a time; a nudge meanwhile makes it run once more."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector
from zapbot.desk.deliver import Delivery
from zapbot.desk.library import Library
from zapbot.desk.pace import Pace
from zapbot.desk.receive import receive
from zapbot.desk.sweep import sweep
from zapbot.desk.wake import wake
from zapbot.store import checkpoint, executions, outbox
from zapbot.store.db import connect
from zapbot.worker.queue import Queue

log = structlog.get_logger()

SOON_SECONDS = 90.0
"""Times nearer than this are planned exactly; the minute's sweep finds those further off."""
STOP_SECONDS = 12.0


class Drains:
    """Everything the worker does, by name."""

    def __init__(
        self,
        data_dir: Path,
        connector: Callable[[], Connector],
        library: Library,
        pace: Pace,
        grace: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._data_dir = data_dir
        self._library = library
        self._pace = pace
        self._grace = grace
        self._now = now
        self._stopping = threading.Event()
        self._local = threading.local()
        self._parser = connector()
        self._sender = _Sender(connector, self._delivery)
        self.queue = Queue(
            data_dir,
            {
                "receive": _once_at_a_time(self.receive),
                "deliver": _once_at_a_time(self.deliver),
                "wake": _once_at_a_time(self.wake),
                "sweep": _once_at_a_time(self.sweep),
            },
        )

    def start(self) -> None:
        """Find what an earlier worker left: nothing may depend on a wake-up that was lost."""
        for name in ("sweep", "receive", "wake", "deliver"):
            self.queue.nudge(name)

    def wind_down(self) -> None:
        """Begin nothing new; what is on its way is waited for."""
        self._stopping.set()

    def close(self) -> None:
        """Give up the connections to WhatsApp, when all drains have ended."""
        self._sender.stop()

    def receive(self) -> None:
        """Process stored webhooks until none is left."""
        db = self._db()
        while not self._stopping.is_set() and receive(db, self._parser, self._library, self._now):
            if outbox.busy(db, self._now()):
                self.queue.nudge("deliver")
            self._plan_wake(db)
            self._checkpoint()

    def deliver(self) -> None:
        """Send what may be sent, and plan for what may be sent later."""
        due = self._sender.drain()
        if due is not None and due < self._now() + SOON_SECONDS:
            self.queue.plan("deliver", due)
        self._checkpoint()

    def wake(self) -> None:
        """Go on with flows whose time has come."""
        db = self._db()
        while not self._stopping.is_set() and wake(db, self._library, self._now()):
            self.queue.nudge("deliver")
        self._plan_wake(db)

    def sweep(self) -> None:
        """Once a minute: settle doubts, and nudge everything, in case a wake-up was lost."""
        db = self._db()
        sweep(db, self._now(), self._grace)
        for name in ("receive", "wake", "deliver"):
            self.queue.nudge(name)
        self._checkpoint()

    def _plan_wake(self, db: Database) -> None:
        due = executions.next_wake(db)
        if due is not None and due < self._now() + SOON_SECONDS:
            self.queue.plan("wake", due)

    def _checkpoint(self) -> None:
        if checkpoint.due(self._data_dir):
            checkpoint.guarded(self._data_dir)

    def _db(self) -> Database:
        """This thread's connection."""
        if not hasattr(self._local, "db"):
            self._local.db = connect(self._data_dir)
        db: Database = self._local.db
        return db

    def _delivery(self, connector: Connector) -> Delivery:
        return Delivery(self._db(), connector, self._pace, self._grace, self._now, self._stopping.is_set)


class _Sender:
    """A thread with an event loop of its own, so that connections to WhatsApp outlive a drain."""

    def __init__(self, connector: Callable[[], Connector], delivery: Callable[[Connector], Delivery]) -> None:
        self._connector = connector()
        self._make_delivery = delivery
        self._delivery: Delivery | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sender", daemon=True)
        self._thread.start()

    def drain(self) -> float | None:
        """Run the delivery to its end."""
        return asyncio.run_coroutine_threadsafe(self._drain(), self._loop).result()

    def stop(self) -> None:
        """Close the connections and end the loop."""
        try:
            asyncio.run_coroutine_threadsafe(self._connector.close(), self._loop).result(STOP_SECONDS)
        except TimeoutError:
            log.warning("connections did not close in time")
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _drain(self) -> float | None:
        if self._delivery is None:
            self._delivery = self._make_delivery(self._connector)
        return await self._delivery.drain()


def _once_at_a_time(drain: Callable[[], None]) -> Callable[[], None]:
    """A drain that is not run twice at once: a call meanwhile makes the running one go round again."""
    running, again = threading.Lock(), threading.Event()

    def run() -> None:
        again.set()
        while again.is_set():
            if not running.acquire(blocking=False):
                return
            try:
                again.clear()
                drain()
            finally:
                running.release()

    run.__name__ = drain.__name__
    run.__doc__ = drain.__doc__
    return run
