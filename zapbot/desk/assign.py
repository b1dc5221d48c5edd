"""Give a conversation to somebody, to a team, or to nobody yet."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.desk.silence import silence
from zapbot.errors import ConflictError, UsageError
from zapbot.store import handling, journal, users
from zapbot.store.db import transaction
from zapbot.store.handling import Holder

NOBODY = "nobody"
LONGEST_TEAM = 100


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has it now, and whether that is what was asked for."""

    holder: Holder
    won: bool


def assign(db: Database, id: int, to: str, by: str, now: float, *, had: str | None = None) -> Assigned:
    """Give a conversation to `user:3`, `team:vendas` or `nobody`; the bot is silent from now on.

    With `had`, the holder's mark as it was seen, nothing changes when somebody else was quicker.
    Raises NotFoundError, UsageError when there is no such person or team, and ConflictError when it is resolved.
    """
    with transaction(db):
        before = handling.holder(db, id)
        agent_id, team = _meant(db, to)
        if before.status == "resolved":
            raise ConflictError("this conversation is resolved: open it again first")
        if had is not None and had != before.mark:
            return Assigned(before, _is_so(before, agent_id, team))
        give(db, before, agent_id, team, by, now)
        return Assigned(handling.holder(db, id), True)


def give(db: Database, before: Holder, agent_id: int | None, team: str | None, by: str, now: float) -> None:
    """Change who has it and note it. Runs in the caller's transaction."""
    if _is_so(before, agent_id, team):
        return
    if before.owner == "bot":
        silence(db, before.id, before.contact_id, team, now)
    handling.assign(db, before.id, agent_id, team, now)
    to = f"user:{agent_id}" if agent_id else team or NOBODY
    name = users.get(db, agent_id).name if agent_id else team
    journal.append(db, "conversation.assigned", now, before.contact_id, before.id, to=to, by=by, name=name)


def _meant(db: Database, to: str) -> tuple[int | None, str | None]:
    """The person or the team of a target."""
    kind, _, name = to.partition(":")
    if to == NOBODY:
        return None, None
    if kind == "team" and 0 < len(name) <= LONGEST_TEAM:
        return None, name
    if kind != "user" or not name.isdecimal():
        raise UsageError(f"{to!r} is nobody: write user:3, team:vendas or {NOBODY}")
    user = users.get(db, int(name))
    if user.disabled_at is not None:
        raise UsageError(f"{user.name} cannot sign in any more: choose somebody else")
    return user.id, None


def _is_so(holder: Holder, agent_id: int | None, team: str | None) -> bool:
    """Whether it is theirs already."""
    return holder.owner == "person" and holder.agent_id == agent_id and team in (None, holder.team)
