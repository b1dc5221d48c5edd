"""The drains of one worker process. Each runs once at a time; a nudge meanwhile makes it run once more."""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from sqlite_utils import Database

from zapbot.connector import Connector, Templates
from zapbot.desk import bulk, campaign_feed, come_back, deal_out, schedule, template_sync
from zapbot.desk.deliver import Delivery
from zapbot.desk.index import index
from zapbot.desk.library import Library
from zapbot.desk.pace import Pace
from zapbot.desk.receive import receive
from zapbot.desk.sweep import sweep, tidy
from zapbot.desk.wake import wake
from zapbot.outside.world import World
from zapbot.store import (
    attachments,
    bursts,
    calls,
    channel_blocks,
    checkpoint,
    executions,
    handling,
    heartbeat,
    media,
    outbox,
    search,
    webhook_deliveries,
    webhooks,
)
from zapbot.store.db import connect, transaction
from zapbot.worker.blocks import Blocks
from zapbot.worker.calls import Calls
from zapbot.worker.media import Downloads
from zapbot.worker.numbers import Numbers
from zapbot.worker.queue import Queue
from zapbot.worker.templates import Refresh
from zapbot.worker.webhooks import Webhooks

log = structlog.get_logger()

SOON_SECONDS = 90.0
"""Times nearer than this are planned exactly; the minute's sweep finds those further off."""
_SWEPT = (
    "receive",
    "wake",
    "calls",
    "deliver",
    "blocks",
    "media",
    "webhooks",
    "campaigns",
    "numbers",
    "search",
    "bulk",
)
STOP_SECONDS = 4.0
RETRY_SECONDS = 5.0
INDEX_SECONDS = 1.0
"""What was said can be found this much later: many messages are indexed in one go."""


class _Deliveries:
    """The deliveries of all numbers, side by side: what stops one does not hold the others up."""

    def __init__(self, deliveries: list[Delivery]) -> None:
        self._deliveries = deliveries

    async def drain(self) -> float | None:
        """Send until no number has anything to send; when there will be something again."""
        due = await asyncio.gather(*(delivery.drain() for delivery in self._deliveries))
        return min((at for at in due if at is not None), default=None)


class Drains:
    """Everything the worker does, by name."""

    def __init__(
        self,
        data_dir: Path,
        connector: Connector,
        world: World,
        library: Library,
        pace: Callable[[], Pace],
        grace: float,
        now: Callable[[], float] = time.time,
        *,
        key: Callable[[], bytes],
        templates: Templates | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._refreshes = templates is not None
        self._connector = connector
        self._world = world
        self._library = library
        self._pace = pace
        self._grace = grace
        self._now = now
        self._key = key
        self._stopping = threading.Event()
        self._local = threading.local()
        self._spare: list[Database] = []
        self._taking = threading.Lock()
        make: dict[str, Callable[[], AsyncDrain]] = {
            "deliver": self._deliveries,
            "calls": self._calls,
            "media": self._downloads,
            "webhooks": self._webhooks,
            "blocks": lambda: Blocks(self._db(), self._connector, self._now, self._stopping.is_set),
            "numbers": lambda: Numbers(self._db(), self._connector, self._now),
        }
        self._loop = _Loop(connector, world, make)
        drains: dict[str, Callable[[], None]] = {
            "receive": self.receive,
            "deliver": partial(self._elsewhere, "deliver"),
            "calls": partial(self._elsewhere, "calls"),
            "media": partial(self._elsewhere, "media"),
            "webhooks": partial(self._elsewhere, "webhooks"),
            "blocks": partial(self._elsewhere, "blocks"),
            "campaigns": self.campaigns,
            "numbers": partial(self._elsewhere, "numbers"),
            "wake": self.wake,
            "search": self.search,
            "bulk": self.bulk,
            "sweep": self.sweep,
        }
        if templates is not None:
            self._loop.add("templates", lambda: Refresh(self._db(), templates, self._now))
            drains["templates"] = partial(self._elsewhere, "templates")
        self.queue = Queue(
            data_dir, {name: _once_at_a_time(self._persistent(name, drain)) for name, drain in drains.items()}
        )

    def start(self) -> None:
        """Find what an earlier worker left: nothing may depend on a wake-up that was lost."""
        for name in ("sweep", *_SWEPT):
            self.queue.nudge(name)

    def wind_down(self) -> None:
        """Begin nothing new; what is on its way is waited for."""
        self._stopping.set()

    def close(self) -> None:
        """Give up the connections to WhatsApp, when all drains have ended."""
        self._loop.stop()

    def receive(self) -> None:
        """Process stored webhooks until none is left."""
        db = self._db()
        while not self._stopping.is_set() and receive(db, self._connector, self._library, self._now):
            self._pass_on(db)
            self._checkpoint()

    def wake(self) -> None:
        """Go on with flows whose time has come."""
        db = self._db()
        while not self._stopping.is_set() and wake(db, self._library, self._now()):
            self._pass_on(db)
        come_back.wake_snoozed(db, self._now())
        deal_out.deal_out(db, self._now())
        self._plan_wake(db)

    def campaigns(self) -> None:
        """Put the next messages of running campaigns into the outbox."""
        db, due = self._db(), 0.0
        while not self._stopping.is_set() and due <= self._now():
            next_due = campaign_feed.feed(db, self._now(), self._library.zone)
            self._pass_on(db)
            if next_due is None:
                return
            due = next_due
        if due < self._now() + SOON_SECONDS:
            self.queue.plan("campaigns", due)

    def search(self) -> None:
        """Make findable what came, until nothing is left."""
        db = self._db()
        while not self._stopping.is_set() and index(db, self._now()):
            self._checkpoint()

    def bulk(self) -> None:
        """Go on with what was asked to be done to many conversations."""
        db = self._db()
        while not self._stopping.is_set() and bulk.step(db, self._now(), self._library):
            self._pass_on(db)

    def sweep(self) -> None:
        """Once a minute: settle doubts, and nudge everything, in case a wake-up was lost."""
        db = self._db()
        sweep(db, self._now(), self._grace)
        tidy(db, self._now())
        with transaction(db):
            heartbeat.beat(db, str(os.getpid()), self._now())
        schedule.strike(db, self._library, self._now())
        while not self._stopping.is_set() and schedule.reach(db, self._library, self._now()):
            self.queue.nudge("deliver")
        for name in _SWEPT:
            self.queue.nudge(name)
        self._plan_refresh(db)
        self._checkpoint()

    def _elsewhere(self, name: str) -> None:
        """Run a drain that waits for answers, and plan for what is due later."""
        due = self._loop.run(name)
        if due is not None and due < self._now() + SOON_SECONDS:
            self.queue.plan(name, due)
        if name == "deliver":
            self._tell(self._db())
        else:
            self._pass_on(self._db())
        self._checkpoint()

    def _persistent(self, name: str, drain: Callable[[], None]) -> Callable[[], None]:
        """A drain that is tried again a little later when it fails, because the store was locked or the disk full."""

        def run() -> None:
            try:
                drain()
            except Exception:
                log.exception("drain failed and will be tried again", drain=name)
                self.queue.plan(name, self._now() + RETRY_SECONDS)
            finally:
                self._give_back()

        return run

    def _pass_on(self, db: Database) -> None:
        """Wake whoever has something to do with what was just decided."""
        if outbox.busy(db, self._now()):
            self.queue.nudge("deliver")
        if calls.waiting(db, self._now()):
            self.queue.nudge("calls")
        if attachments.waiting(db, self._now()):
            self.queue.nudge("media")
        if channel_blocks.waiting(db, self._now()):
            self.queue.nudge("blocks")
        self._tell(db)
        self._plan_refresh(db)
        self._plan_wake(db)

    def _tell(self, db: Database) -> None:
        """Have other systems told, if there are any that want to know."""
        if webhooks.behind(db) or webhook_deliveries.due(db, self._now()):
            self.queue.nudge("webhooks")
        if search.behind(db):
            self.queue.plan("search", self._now() + INDEX_SECONDS)

    def _plan_refresh(self, db: Database) -> None:
        due = template_sync.next_at(db)
        if self._refreshes and due <= self._now():
            self.queue.nudge("templates")
        elif self._refreshes and due < self._now() + SOON_SECONDS:
            self.queue.plan("templates", due)

    def _plan_wake(self, db: Database) -> None:
        known = (executions.next_wake(db), bursts.next_due(db), handling.next_due(db))
        due = min((at for at in known if at is not None), default=None)
        if due is not None and due < self._now() + SOON_SECONDS:
            self.queue.plan("wake", due)

    def _checkpoint(self) -> None:
        if checkpoint.due(self._data_dir):
            checkpoint.guarded(self._data_dir)

    def _db(self) -> Database:
        """The connection of the drain that this thread runs, handed on from drain to drain: few of them stay small."""
        if not hasattr(self._local, "db"):
            with self._taking:
                spare = self._spare.pop() if self._spare else None
            self._local.db = spare or connect(self._data_dir)
        db: Database = self._local.db
        return db

    def _give_back(self) -> None:
        """Leave this thread's connection to whichever drain comes next; the last one used is the first one taken."""
        db: Database | None = self._local.__dict__.pop("db", None)
        if db is None:
            return
        if db.conn.in_transaction:
            db.close()
        else:
            self._spare.append(db)

    def _deliveries(self) -> _Deliveries:
        return _Deliveries([self._delivery(number) for number in self._connector.numbers])

    def _delivery(self, number: str) -> Delivery:
        return Delivery(
            self._db(),
            self._connector,
            self._pace(),
            self._grace,
            self._now,
            self._stopping.is_set,
            number,
        )

    def _calls(self) -> Calls:
        db = self._db()
        stopping, settled = self._stopping.is_set, lambda: self._pass_on(db)
        return Calls(db, self._world, self._library, self._read_file, self._now, stopping, settled)

    def _downloads(self) -> Downloads:
        return Downloads(self._db(), self._data_dir, self._connector, self._now, self._stopping.is_set)

    def _webhooks(self) -> Webhooks:
        return Webhooks(self._db(), self._world.post, self._key, self._now, self._stopping.is_set)

    def _read_file(self, sha256: str) -> bytes | None:
        return media.get(self._data_dir, sha256) if sha256 else None


class AsyncDrain(Protocol):
    """A drain that waits for answers from elsewhere, many at once."""

    async def drain(self) -> float | None:
        """Do what is due; when there is something to do next, if that is known."""


class _Loop:
    """A thread with an event loop of its own, so that connections outlive a drain."""

    def __init__(self, connector: Connector, world: World, make: dict[str, Callable[[], AsyncDrain]]) -> None:
        self._connector = connector
        self._world = world
        self._make = make
        self._made: dict[str, AsyncDrain] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sender", daemon=True)
        self._thread.start()

    def add(self, name: str, make: Callable[[], AsyncDrain]) -> None:
        """One more drain, before the first run."""
        self._make[name] = make

    def run(self, name: str) -> float | None:
        """Run a drain to its end."""
        return asyncio.run_coroutine_threadsafe(self._run(name), self._loop).result()

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

    async def _run(self, name: str) -> float | None:
        if name not in self._made:
            self._made[name] = self._make[name]()
        return await self._made[name].drain()

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
