"""Silence the bot: a person speaks from now on. Runs inside the transaction of what caused it."""

from sqlite_utils import Database

from zapbot.store import conversations, executions, handling, outbox


def silence(db: Database, id: int, contact_id: int, team: str | None, now: float) -> int:
    """Stop the flow and take back what the bot had not sent; how many messages are on their way at this moment.

    Those may still arrive, and none of them is tried again.
    """
    executions.stop(db, contact_id, now)
    outbox.cancel_waiting(db, contact_id, "flow", now)
    conversations.give_to_people(db, id, team, now)
    return handling.on_their_way(db, contact_id)
