"""Wake what waited for a time: flows, and customers who have paused after a burst of texts."""

import structlog
from sqlite_utils import Database

from zapbot.connector import Inbound, Sender
from zapbot.desk import bot
from zapbot.desk.library import Library
from zapbot.desk.perform import give_up
from zapbot.flow.events import Woke
from zapbot.store import bursts, contacts, conversations, executions
from zapbot.store.db import failed, savepoint, transaction

log = structlog.get_logger()

BATCH = 100


def wake(db: Database, library: Library, now: float) -> int:
    """Go on with one batch of flows and bursts; how many there were. Zero means none is due.

    A flow that cannot go on is handed to a person: it must not be tried for ever.
    """
    with transaction(db):
        paused = bursts.due(db, now, BATCH)
        for contact_id in paused:
            try:
                with savepoint(db):
                    answer_burst(db, library, contact_id, now)
            except Exception as error:
                if failed(error):
                    raise
                log.exception("texts cannot be answered", contact=contact_id)
                bursts.take(db, contact_id)
                give_up(db, contact_id, "the bot failed to answer", now)
        due = executions.due(db, now, BATCH)
        for execution in due:
            try:
                with savepoint(db):
                    bot.go_on(db, library, execution, Woke(), now)
            except Exception as error:
                if failed(error):
                    raise
                log.exception("flow cannot be woken", execution=execution.id)
                reason = f"the flow {execution.state.flow} failed when its time came"
                give_up(db, execution.contact_id, reason, now)
    return len(due) + len(paused)


def answer_burst(db: Database, library: Library, contact_id: int, now: float) -> None:
    """Let the bot answer what a customer typed in several messages, as if it were one."""
    burst = bursts.take(db, contact_id)
    if burst is None:
        return
    inbound = Inbound(f"burst-{burst.message_id}", now, Sender(), "text", burst.text)
    conversation = conversations.current(db, contact_id, now)
    bot.answer(db, library, contacts.get(db, contact_id), conversation, burst.message_id, inbound, now)
