"""Campaigns: one template to many people, where each stands, and what became of its messages.

    creating -> ready -> running <-> paused
                         running  -> finished
                 (ready, running, paused) -> stopped

Its recipients are rows of their own (`campaign_recipients`), frozen before the first message leaves.
"""

from dataclasses import dataclass, field

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; times are seconds since 1970, quiet hours minutes of the day, the rate messages a second.

    `room` is how many more people may be written to today, as it was last looked up.
    """

    id: int
    name: str
    number: str
    template: str
    language: str
    category: str | None
    status: str
    reason: str | None
    rate: float
    quiet_from: int | None
    quiet_until: int | None
    starts_at: float | None
    created_by: str | None
    created_at: float
    touched_at: float
    started_at: float | None
    resumed_at: float | None
    finished_at: float | None
    fed_until: float
    guarded_at: float
    room: int | None


_COLUMNS = ", ".join(Campaign.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a campaign is to be, before it has recipients."""

    name: str
    number: str
    template: str
    language: str
    category: str | None
    rate: float
    quiet: tuple[int, int] | None = None
    starts_at: float | None = None
    created_by: str | None = None
    audience: dict[str, str] = field(default_factory=dict)


def begin(db: Database, draft: Draft, now: float) -> int:
    """A campaign that is being created; its id. The name must be free."""
    quiet_from, quiet_until = draft.quiet or (None, None)
    cursor = db.execute(
        "insert into campaigns (name, number, template, language, category, rate, quiet_from, quiet_until, starts_at, "
        "audience, created_by, created_at, touched_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        (
            draft.name,
            draft.number,
            draft.template,
            draft.language,
            draft.category,
            draft.rate,
            quiet_from,
            quiet_until,
            draft.starts_at,
            msgspec.json.encode(draft.audience).decode(),
            draft.created_by,
            now,
        ),
    )
    return int(cursor.lastrowid or 0)


def get(db: Database, id: int) -> Campaign:
    """A campaign. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from campaigns where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no campaign {id}; `zapbot campaigns list` shows those there are")
    return Campaign(*row)


def find(db: Database, name: str) -> Campaign | None:
    """The campaign of this name, in whatever state."""
    row = db.execute(f"select {_COLUMNS} from campaigns where name = ?", (name,)).fetchone()
    return Campaign(*row) if row else None


def named(db: Database, name: str) -> Campaign:
    """The campaign of this name. Raises NotFoundError."""
    found = find(db, name)
    if found is None:
        raise NotFoundError(f"there is no campaign {name!r}; `zapbot campaigns list` shows those there are")
    return found


def listed(db: Database, limit: int = -1, before: int | None = None) -> list[Campaign]:
    """Campaigns, the newest first; `before` is the id the last page ended with."""
    rows = db.execute(
        f"select {_COLUMNS} from campaigns where ?1 is null or id < ?1 order by id desc limit ?2", (before, limit)
    )
    return [Campaign(*row) for row in rows.fetchall()]


def open_ones(db: Database) -> list[Campaign]:
    """Those that run or are paused, the oldest first."""
    rows = db.execute(f"select {_COLUMNS} from campaigns where status in ('running', 'paused') order by id")
    return [Campaign(*row) for row in rows.fetchall()]


def any_open(db: Database) -> bool:
    """Whether some campaign runs or is paused."""
    return db.execute("select 1 from campaigns where status in ('running', 'paused') limit 1").fetchone() is not None


def touch(db: Database, id: int, now: float) -> None:
    """It is still being created."""
    db.execute("update campaigns set touched_at = ? where id = ?", (now, id))


def forget(db: Database, id: int) -> None:
    """Remove a campaign that never became ready, with its recipients."""
    db.execute("delete from campaigns where id = ? and status = 'creating'", (id,))


def abandoned(db: Database, before: float) -> list[int]:
    """Campaigns whose creation was last heard of before a moment."""
    rows = db.execute("select id from campaigns where status = 'creating' and touched_at < ?", (before,))
    return [id for (id,) in rows.fetchall()]


def move(db: Database, id: int, status: str, reason: str | None, now: float) -> None:
    """Into another state, with the time it happened."""
    db.execute(
        "update campaigns set status = :status, reason = :reason, touched_at = :now, "
        "started_at = iif(:status = 'running', coalesce(started_at, :now), started_at), "
        "resumed_at = iif(:status = 'running', :now, resumed_at), "
        "fed_until = iif(:status = 'running', 0, fed_until), "
        "guarded_at = iif(:status = 'running', :now, guarded_at), "
        "finished_at = iif(:status in ('finished', 'stopped'), :now, finished_at) where id = :id",
        {"id": id, "status": status, "reason": reason, "now": now},
    )


def explain(db: Database, id: int, reason: str | None) -> None:
    """Say why a running campaign waits; None when it does not."""
    db.execute("update campaigns set reason = ?1 where id = ?2 and reason is not ?1", (reason, id))


def fed(db: Database, id: int, until: float, count: int) -> None:
    """Its rate is used up until this moment, and so much of the room under the messaging limit."""
    db.execute("update campaigns set fed_until = ?, room = room - ? where id = ?", (until, count, id))


def guarded(db: Database, id: int, now: float, room: int | None) -> None:
    """It was looked at whether it does harm, and how many more people may be written to today (None: no limit)."""
    db.execute("update campaigns set guarded_at = ?, room = ? where id = ?", (now, room, id))
