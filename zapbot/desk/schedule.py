"""Flows that start by the clock: a schedule strikes once, and reaches each of its contacts once."""

from datetime import datetime, timedelta

import structlog
from sqlite_utils import Database

from zapbot.desk import bot
from zapbot.desk.library import Library
from zapbot.flow import cron
from zapbot.flow.dispatch import Start
from zapbot.store import journal, schedules
from zapbot.store.db import savepoint, transaction
from zapbot.store.schedules import Target

log = structlog.get_logger()

LATE = timedelta(minutes=10)
"""A schedule missed for longer than this, because nothing was running, waits for its next time."""
BATCH = 50


def strike(db: Database, library: Library, now: float) -> int:
    """Begin the schedules due by now, freezing whom they reach; how many contacts that are."""
    here = datetime.fromtimestamp(now, library.zone)
    reached = 0
    for flow in library.active(db):
        for index, trigger in enumerate(flow.triggers):
            struck = cron.last(trigger.cron, here, LATE) if trigger.cron else None
            if trigger.cron and struck:
                with transaction(db):
                    at = struck.timestamp()
                    reached += schedules.strike(db, flow.id, trigger.cron, flow.version, index, at, trigger.audience)
    return reached


def reach(db: Database, library: Library, now: float) -> int:
    """Start the flow for one batch of contacts; how many there were."""
    with transaction(db):
        targets = schedules.open_targets(db, BATCH)
        for target in targets:
            try:
                with savepoint(db):
                    _start(db, library, target, now)
            except Exception:
                log.exception("schedule cannot reach a contact", contact=target.contact_id)
            schedules.reached(db, target, now)
    return len(targets)


def _start(db: Database, library: Library, target: Target, now: float) -> None:
    flow = library.version(db, target.flow_version_id)
    if flow is None:
        return
    trigger = flow.triggers[target.trigger_index]
    seed = f"{flow.id}-{target.struck_at}-{target.contact_id}"
    rule = f"schedule {trigger.cron}"
    start = Start(flow, rule, trigger.next, trigger.template, always_template=True, seed=seed)
    reason = bot.begin(db, library, target.contact_id, start, now)
    if reason:
        bot.explain(db, target.contact_id, None, rule, reason, now)
    journal.append(db, "schedule.reached", now, target.contact_id, flow=flow.id, started=not reason)
