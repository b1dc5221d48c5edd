"""Wake the flows whose time has come."""

import structlog
from sqlite_utils import Database

from zapbot.desk import bot
from zapbot.desk.library import Library
from zapbot.flow.effects import Transfer
from zapbot.store import executions, journal
from zapbot.store.db import savepoint, transaction
from zapbot.store.executions import Execution

log = structlog.get_logger()

BATCH = 100


def wake(db: Database, library: Library, now: float) -> int:
    """Go on with one batch of flows; how many there were. Zero means none is due.

    A flow that cannot go on is handed to a person: it must not be tried for ever.
    """
    with transaction(db):
        due = executions.due(db, now, BATCH)
        for execution in due:
            try:
                with savepoint(db):
                    bot.wake(db, library, execution, now)
            except Exception:
                log.exception("flow cannot be woken", execution=execution.id)
                _give_up(db, execution, now)
    return len(due)


def _give_up(db: Database, execution: Execution, now: float) -> None:
    reason = f"the flow {execution.state.flow} failed when its time came"
    executions.stop(db, execution.contact_id, now)
    bot.hand_over(db, execution.contact_id, execution.conversation_id, Transfer(reason=reason), now)
    journal.append(db, "flow.broken", now, execution.contact_id, execution.conversation_id, execution=execution.id)
