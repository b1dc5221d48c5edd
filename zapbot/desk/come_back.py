"""What time brings back: snoozed conversations wake, and what people left lying goes to the bot again."""

from sqlite_utils import Database

from zapbot.desk.hand_back import give_back
from zapbot.store import handling, journal, rules
from zapbot.store.db import transaction

BATCH = 100
BY = "rule:silence"


def wake_snoozed(db: Database, now: float) -> int:
    """Open what was put off until now; how many."""
    if not handling.due(db, now, 1):
        return 0
    with transaction(db):
        due = handling.due(db, now, BATCH)
        for id, contact_id in due:
            handling.open_again(db, id, now)
            journal.append(db, "conversation.woke", now, contact_id, id, reason="time")
    return len(due)


def return_silent(db: Database, now: float) -> int:
    """Give the bot what people have been silent in for as long as the rule says; how many.

    Where the customer waits for an answer people keep it: the bot must not hide that.
    """
    hours = rules.get(db).return_hours
    if not hours:
        return 0
    with transaction(db):
        due = handling.silent(db, now - hours * 3600, BATCH)
        for id, _ in due:
            give_back(db, handling.holder(db, id), "next", BY, now)
    return len(due)
