"""Who is in which team."""

from sqlite_utils import Database

from zapbot.store import teams
from zapbot.store.users import User
from zapbot.store.users import listed as everybody


def members(db: Database) -> dict[str, set[int]]:
    """The ids of the people of each team that has some."""
    found: dict[str, set[int]] = {}
    for team, user in db.execute("select team_id, user_id from team_members").fetchall():
        found.setdefault(team, set()).add(user)
    return found


def put(db: Database, team: str, user_ids: set[int]) -> None:
    """Make these the members of a team."""
    db.execute("delete from team_members where team_id = ?", (team,))
    db.conn.executemany(
        "insert into team_members (team_id, user_id) values (?, ?)", [(team, id) for id in sorted(user_ids)]
    )


def move(db: Database, team: str, to: str) -> None:
    """The members of a team are another's from now on."""
    db.execute("update or ignore team_members set team_id = ? where team_id = ?", (to, team))
    put(db, team, set())


def known(db: Database) -> list[str]:
    """Every team by name: with hours, with members, or with conversations that were passed to it.

    A team that was removed is one only as long as a conversation that is not resolved is with it.
    """
    rows = db.execute(
        "select team_id, 0 from team_members union select team, status <> 'resolved' from conversations "
        "where team is not null and team <> ''"
    ).fetchall()
    removed = teams.removed(db)
    return sorted({*teams.hours(db), *(team for team, open in rows if open or team not in removed)})


def people(db: Database) -> list[User]:
    """Who can be in a team: everybody who may sign in."""
    return [user for user in everybody(db) if user.disabled_at is None]
