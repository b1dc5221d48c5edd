"""Conversations as lists show them, the newest first."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation and whom it is with."""

    id: int
    contact_id: int
    contact_name: str | None
    contact_phone: str | None
    owner: str
    status: str
    team: str | None
    number: str
    created_at: float
    updated_at: float


_SELECT = (
    "select c.id, c.contact_id, p.name, p.phone, c.owner, c.status, c.team, c.number, c.created_at, c.updated_at "
    "from conversations c join contacts p on p.id = c.contact_id "
)


def get(db: Database, id: int) -> Shown:
    """One conversation. Raises NotFoundError."""
    row = db.execute(f"{_SELECT}where c.id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no conversation {id}")
    return Shown(*row)


def listed(
    db: Database,
    limit: int,
    *,
    before: int | None = None,
    contact_id: int | None = None,
    owner: str | None = None,
    status: str | None = None,
    team: str | None = None,
) -> list[Shown]:
    """Conversations that fit all that is given."""
    wanted = {
        "c.id < ?": before,
        "c.contact_id = ?": contact_id,
        "c.owner = ?": owner,
        "c.status = ?": status,
        "c.team = ?": team,
    }
    given = {condition: value for condition, value in wanted.items() if value is not None}
    where = f"where {' and '.join(given)} " if given else ""
    rows = db.execute(f"{_SELECT}{where}order by c.id desc limit ?", (*given.values(), limit))
    return [Shown(*row) for row in rows.fetchall()]
