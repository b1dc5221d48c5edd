"""Teams and when they are there: as `teams.yaml` has them, and what an admin changed since."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from zapbot.store import settings

_CHANGES = "teams"


@dataclass(frozen=True, slots=True)
class Change:
    """What an admin made of a team: other hours, or none when it is to be no more."""

    hours: str | None
    by: str
    at: float


def put(db: Database, hours: dict[str, str], now: float) -> None:
    """Make these the teams the file has. What an admin changed stays."""
    db.execute("delete from teams")
    db.conn.executemany(
        "insert into teams (id, hours, updated_at) values (?, ?, ?)", [(id, text, now) for id, text in hours.items()]
    )


def hours(db: Database) -> dict[str, str]:
    """The business hours of each team that hold now."""
    changed = {team: change.hours for team, change in changes(db).items()}
    return {team: text for team, text in sorted({**filed(db), **changed}.items()) if text is not None}


def filed(db: Database) -> dict[str, str]:
    """The business hours of each team, as the file has them."""
    return dict(db.execute("select id, hours from teams order by id").fetchall())


def changes(db: Database) -> dict[str, Change]:
    """What an admin changed, by team."""
    return {team: Change(**change) for team, change in _stored(db).items()}


def removed(db: Database) -> set[str]:
    """The teams an admin wants no more."""
    return {team for team, change in changes(db).items() if change.hours is None}


def change(db: Database, team: str, hours: str | None, by: str, now: float) -> None:
    """Other hours of a team, whatever the file says; with None it is no more."""
    settings.put(db, _CHANGES, {**_stored(db), team: {"hours": hours, "by": by, "at": now}}, now)


def forget_change(db: Database, team: str, now: float) -> None:
    """Let the file's word hold again."""
    settings.put(db, _CHANGES, {id: change for id, change in _stored(db).items() if id != team}, now)


def _stored(db: Database) -> dict[str, dict[str, Any]]:
    return settings.get(db, _CHANGES) or {}
