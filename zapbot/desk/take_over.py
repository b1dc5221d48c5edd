"""A person takes a conversation from the bot, or one nobody has."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.desk.silence import silence
from zapbot.errors import ConflictError
from zapbot.store import handling, journal
from zapbot.store.db import transaction
from zapbot.store.handling import Holder


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has it now, whether that is who wanted it, and how many of the bot's messages may still arrive."""

    holder: Holder
    won: bool
    on_their_way: int = 0


def take_over(db: Database, id: int, user_id: int, now: float) -> Taken:
    """Make a conversation this person's, unless another has it: then that one is told, and nothing changes.

    The bot is silent from the moment this returns. Raises NotFoundError, and ConflictError when it is resolved.
    """
    with transaction(db):
        before = handling.holder(db, id)
        if before.status == "resolved":
            raise ConflictError("this conversation is resolved: open it again first")
        if before.owner == "person" and before.agent_id is not None:
            return Taken(before, before.agent_id == user_id)
        coming = silence(db, id, before.contact_id, None, now)
        handling.assign(db, id, user_id, None, now)
        kind = "conversation.taken_over" if before.owner == "bot" else "conversation.assigned"
        who = f"user:{user_id}"
        after = handling.holder(db, id)
        journal.append(db, kind, now, before.contact_id, id, to=who, by=who, name=after.agent, on_their_way=coming)
        return Taken(after, True, coming)
