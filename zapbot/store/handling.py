"""Who has a conversation and how it stands: given, put off, done. The desk decides, this writes it down."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.store import journal

CHANGES = ("conversation.resolved", "conversation.snoozed", "conversation.updated")
"""Kinds of journal lines that can be taken back; each holds under `before` what was there."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a conversation. Times are seconds since 1970."""

    id: int
    contact_id: int
    owner: str
    status: str
    agent_id: int | None
    agent: str | None
    team: str | None
    waiting_since: float | None
    snoozed_until: float | None

    @property
    def mark(self) -> str:
        """Who has it, in a word a form carries along, so that a change can tell whether that is still so."""
        return "bot" if self.owner == "bot" else f"{self.agent_id or 0}:{self.team or ''}"

    @property
    def standing(self) -> dict[str, Any]:
        """What a change of status takes away, for taking it back."""
        return {"status": self.status, "waiting_since": self.waiting_since, "snoozed_until": self.snoozed_until}


def holder(db: Database, id: int) -> Holder:
    """Who has a conversation. Raises NotFoundError."""
    row = db.execute(
        "select c.id, c.contact_id, c.owner, c.status, c.agent_id, u.name, c.team, c.waiting_since, c.snoozed_until "
        "from conversations c left join users u on u.id = c.agent_id where c.id = ?",
        (id,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"there is no conversation {id}")
    return Holder(*row)


def held_by(db: Database, agent_id: int) -> list[Holder]:
    """The conversations somebody has that are not resolved, oldest first."""
    rows = db.execute(
        "select id from conversations where agent_id = ? and status <> 'resolved' order by id", (agent_id,)
    ).fetchall()
    return [holder(db, id) for (id,) in rows]


def assign(db: Database, id: int, agent_id: int | None, team: str | None, at: float) -> None:
    """Make it somebody's; without an agent it is the team's, without a team it stays with the one it had."""
    db.execute(
        "update conversations set agent_id = ?1, team = coalesce(?2, team), updated_at = ?3 where id = ?4",
        (agent_id, team, at, id),
    )


def snooze(db: Database, id: int, until: float | None, at: float) -> None:
    """Put it off until a moment, or until the customer writes when there is none."""
    db.execute(
        "update conversations set status = 'snoozed', snoozed_until = ?, updated_at = ? where id = ?", (until, at, id)
    )


def pend(db: Database, id: int, at: float) -> None:
    """It waits for somebody else."""
    db.execute(
        "update conversations set status = 'pending', snoozed_until = null, updated_at = ? where id = ?", (at, id)
    )


def resolve(db: Database, id: int, at: float) -> None:
    """It is done: nobody waits any more."""
    db.execute(
        "update conversations set status = 'resolved', resolved_at = ?1, waiting_since = null, snoozed_until = null, "
        "updated_at = ?1 where id = ?2",
        (at, id),
    )


def open_again(db: Database, id: int, at: float) -> None:
    """It goes on."""
    db.execute(
        "update conversations set status = 'open', resolved_at = null, snoozed_until = null, updated_at = ? "
        "where id = ?",
        (at, id),
    )


def restore(db: Database, id: int, before: dict[str, Any], at: float) -> None:
    """Put back what a change of status took away."""
    db.execute(
        "update conversations set status = ?, waiting_since = ?, snoozed_until = ?, resolved_at = null, updated_at = ? "
        "where id = ?",
        (before["status"], before["waiting_since"], before["snoozed_until"], at, id),
    )


def last_change(db: Database, id: int) -> tuple[str, dict[str, Any]] | None:
    """The kind and the data of the last change that can be taken back."""
    row = db.execute(
        "select id from journal where conversation_id = ? and kind in (?, ?, ?) order by id desc limit 1",
        (id, *CHANGES),
    ).fetchone()
    if row is None:
        return None
    (line,) = journal.after(db, row[0] - 1, 1)
    return line.kind, line.data


def newer(db: Database, id: int) -> int | None:
    """Another open conversation with the same contact on the same number."""
    row = db.execute(
        "select o.id from conversations c join conversations o on o.contact_id = c.contact_id and o.number = c.number "
        "and o.id <> c.id and o.status <> 'resolved' where c.id = ? limit 1",
        (id,),
    ).fetchone()
    return int(row[0]) if row else None


def due(db: Database, now: float, limit: int) -> list[tuple[int, int]]:
    """Snoozed conversations whose time has come, with their contacts."""
    rows = db.execute(
        "select id, contact_id from conversations where status = 'snoozed' and snoozed_until <= ? "
        "order by snoozed_until limit ?",
        (now, limit),
    )
    return [(id, contact_id) for id, contact_id in rows.fetchall()]


def next_due(db: Database) -> float | None:
    """When the next snoozed conversation is to wake."""
    at: float | None = db.execute("select min(snoozed_until) from conversations where status = 'snoozed'").fetchone()[0]
    return at


def silent(db: Database, before: float, limit: int) -> list[tuple[int, int]]:
    """Conversations of people in which nobody owes an answer and no person said anything since; with their contacts."""
    rows = db.execute(
        "select id, contact_id from conversations c where owner = 'person' and status in ('open', 'pending') "
        "and waiting_since is null and updated_at <= ?1 and coalesce(transferred_at, 0) <= ?1 and not exists ("
        " select 1 from messages m where m.conversation_id = c.id and m.origin in ('agent', 'phone') and m.at > ?1) "
        "order by updated_at limit ?2",
        (before, limit),
    )
    return [(id, contact_id) for id, contact_id in rows.fetchall()]


def on_their_way(db: Database, contact_id: int) -> int:
    """How many of the bot's messages are being sent at this very moment: those alone may still arrive."""
    row = db.execute(
        "select count(*) from messages where status = 'sending' and contact_id = ? and origin = 'flow'", (contact_id,)
    )
    return int(row.fetchone()[0])
