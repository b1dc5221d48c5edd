"""Somebody has looked at the notes of a conversation in which they are named."""

from sqlite_utils import Database

from zapbot.store import mentions
from zapbot.store.db import transaction


def seen_mentions(db: Database, user_id: int, conversation_id: int, now: float) -> bool:
    """Note that somebody saw where they are named in a conversation's thread; whether any of it was new.

    Most threads name nobody: then nothing is written.
    """
    if not mentions.unseen(db, user_id, conversation_id):
        return False
    with transaction(db):
        return mentions.see(db, user_id, now, conversation_id) > 0
