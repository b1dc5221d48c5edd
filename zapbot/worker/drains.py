"""The drains of one worker process. Each runs once at a time; a nudge meanwhile makes it run once more."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector
from zapbot.desk import schedule
from zapbot.desk.deliver import Delivery
from zapbot.desk.library import Library
from zapbot.desk.pace import Pace
from zapbot.desk.receive import receive
from zapbot.desk.sweep import sweep
from zapbot.desk.wake import wake
from zapbot.outside.world import World
from zapbot.store import bursts, calls, checkpoint, executions, media, outbox
from zapbot.store.db import connect
from zapbot.worker.calls import Calls
from zapbot.worker.queue import Queue

log = structlog.get_logger()

SOON_SECONDS = 90.0
"""Times nearer than this are planned exactly; the minute's sweep finds those further off."""
STOP_SECONDS = 4.0
RETRY_SECONDS = 5.0


class Drains:
    """Everything the worker does, by name."""

    def __init__(
        self,
        data_dir: Path,
        connector: Callable[[], Connector],
        outside: Callable[[Connector], World],
        library: Library,
        pace: Pace,
        grace: float,
        number: str,
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
        self._number = number
        self._sender = _Sender(connector, outside, self._delivery, self._calls)
        self.queue = Queue(
            data_dir,
            {
                "receive": _once_at_a_time(self._persistent(self.receive)),
                "deliver": _once_at_a_time(self._persistent(self.deliver)),
                "calls": _once_at_a_time(self._persistent(self.calls)),
                "wake": _once_at_a_time(self._persistent(self.wake)),
                "sweep": _once_at_a_time(self._persistent(self.sweep)),
            },
        )

    def start(self) -> None:
        """Find what an earlier worker left: nothing may depend on a wake-up that was lost."""
        for name in ("sweep", "receive", "wake", "calls", "deliver"):
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
            self._pass_on(db)
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
            self._pass_on(db)
        self._plan_wake(db)

    def calls(self) -> None:
        """Make the calls that are due."""
        due = self._sender.call()
        if due is not None and due < self._now() + SOON_SECONDS:
            self.queue.plan("calls", due)
        self._pass_on(self._db())

    def sweep(self) -> None:
        """Once a minute: settle doubts, and nudge everything, in case a wake-up was lost."""
        db = self._db()
        sweep(db, self._now(), self._grace)
        schedule.strike(db, self._library, self._now())
        while not self._stopping.is_set() and schedule.reach(db, self._library, self._now()):
            self.queue.nudge("deliver")
        for name in ("receive", "wake", "calls", "deliver"):
            self.queue.nudge(name)
        self._checkpoint()

    def _persistent(self, drain: Callable[[], None]) -> Callable[[], None]:
        """A drain that is tried again a little later when it fails, because the store was locked or the disk full."""

        def run() -> None:
            try:
                drain()
            except Exception:
                log.exception("drain failed and will be tried again", drain=drain.__name__)
                self.queue.plan(drain.__name__, self._now() + RETRY_SECONDS)

        return run

    def _pass_on(self, db: Database) -> None:
        """Wake whoever has something to do with what was just decided."""
        if outbox.busy(db, self._now()):
            self.queue.nudge("deliver")
        if calls.waiting(db, self._now()):
            self.queue.nudge("calls")
        self._plan_wake(db)

    def _plan_wake(self, db: Database) -> None:
        due = min((at for at in (executions.next_wake(db), bursts.next_due(db)) if at is not None), default=None)
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
        stopping, db = self._stopping.is_set, self._db()
        return Delivery(db, connector, self._pace, self._grace, self._now, stopping, self._read_file, self._number)

    def _calls(self, world: World) -> Calls:
        db = self._db()
        stopping, settled = self._stopping.is_set, lambda: self._pass_on(db)
        return Calls(db, world, self._library, self._read_file, self._now, stopping, settled)

    def _read_file(self, sha256: str) -> bytes | None:
        return media.get(self._data_dir, sha256) if sha256 else None


class _Sender:
    """A thread with an event loop of its own, so that connections outlive a drain."""

    def __init__(
        self,
        connector: Callable[[], Connector],
        outside: Callable[[Connector], World],
        delivery: Callable[[Connector], Delivery],
        calls: Callable[[World], Calls],
    ) -> None:
        self._connector = connector()
        self._world = outside(self._connector)
        self._make_delivery = delivery
        self._make_calls = calls
        self._delivery: Delivery | None = None
        self._calls: Calls | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sender", daemon=True)
        self._thread.start()

    def drain(self) -> float | None:
        """Run the delivery to its end."""
        return asyncio.run_coroutine_threadsafe(self._deliver(), self._loop).result()

    def call(self) -> float | None:
        """Make the calls that are due."""
        return asyncio.run_coroutine_threadsafe(self._call(), self._loop).result()

    def stop(self) -> None:
        """Close the connections and end the loop."""
        try:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(STOP_SECONDS)
        except TimeoutError:
            log.warning("connections did not close in time")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    async def _deliver(self) -> float | None:
        if self._delivery is None:
            self._delivery = self._make_delivery(self._connector)
        return await self._delivery.drain()

    async def _call(self) -> float | None:
        if self._calls is None:
            self._calls = self._make_calls(self._world)
        return await self._calls.drain()

    async def _close(self) -> None:
        await self._connector.close()
        await self._world.close()


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

    return run
