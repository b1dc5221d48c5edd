"""Write down what the channel said when it was told to block somebody, or to block them no more."""

from typing import Any

from sqlite_utils import Database

from zapbot.connector import Accepted, Hold, Outcome, Refused, Unsent
from zapbot.desk.settle import backoff
from zapbot.store import channel_blocks, conversations, journal
from zapbot.store.channel_blocks import Due
from zapbot.store.db import transaction

MOST_ATTEMPTS = 8


def settle(db: Database, due: Due, outcome: Outcome | None, now: float) -> None:
    """One ending; without an outcome it is done. To tell it twice does no harm: what is in doubt is told again."""
    with transaction(db):
        match outcome:
            case None | Accepted():
                _finish(db, due, "done", now)
            case Refused(reason, code):
                _finish(db, due, "refused", now, code, reason)
            case Hold(reason, seconds, code):
                channel_blocks.retry(db, due, now + seconds, code, reason, counted=False)
            case Unsent(reason):
                channel_blocks.retry(db, due, now + backoff(due.attempts), None, reason, counted=False)
            case _:
                _try_again(db, due, getattr(outcome, "code", None), outcome.reason, now)


def _try_again(db: Database, due: Due, code: int | None, reason: str, now: float) -> None:
    if due.attempts >= MOST_ATTEMPTS:
        _finish(db, due, "dead", now, code, reason)
        return
    channel_blocks.retry(db, due, now + backoff(due.attempts), code, reason)


def _finish(
    db: Database, due: Due, status: str, now: float, code: int | None = None, reason: str | None = None
) -> None:
    """The end of it, told to whoever looks at the contact."""
    contact_id = channel_blocks.finish(db, due, status, now, code, reason)
    if contact_id is None:
        return
    conversation_id = conversations.latest(db, contact_id)
    told: dict[str, Any] = {"number": due.number, "blocked": due.blocked, "status": status, "reason": reason}
    journal.append(db, "contact.block_told", now, contact_id, conversation_id, **told)
