"""Deal conversations of a team out to its members, by turns: to who is there, has room, and got one longest ago."""

from sqlite_utils import Database

from zapbot.desk.assign import give
from zapbot.store import attendance, handling, rules
from zapbot.store.db import transaction

BATCH = 100
BY = "rule:turns"


def deal(db: Database, id: int, now: float) -> int | None:
    """Give one conversation to whose turn it is, if its team has turns and somebody is there; to whom.

    Runs in the caller's transaction, so that nobody sees it without an owner.
    """
    found, ruled = handling.holder(db, id), rules.get(db)
    if found.team not in ruled.by_turns or found.agent_id is not None or found.team is None:
        return None
    user_id = attendance.whose_turn(db, found.team, ruled.capacity, now)
    if user_id is None:
        return None
    give(db, found, user_id, None, BY, now)
    attendance.dealt(db, user_id, now)
    return user_id


def deal_out(db: Database, now: float) -> int:
    """Deal out what waited until somebody was there; how many."""
    if not attendance.waiting(db, rules.get(db).by_turns, 1):
        return 0
    with transaction(db):
        waiting = attendance.waiting(db, rules.get(db).by_turns, BATCH)
        return sum(1 for id, _, _ in waiting if deal(db, id, now) is not None)
