"""Who is in a team."""

from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.store import audit, journal, team_members
from zapbot.store.db import transaction


def set_members(db: Database, team: str, user_ids: set[int], who: str, now: float) -> None:
    """Make these people a team's. Raises NotFoundError when there is no such team or person."""
    with transaction(db):
        if team not in team_members.known(db):
            raise NotFoundError(f"there is no team {team}; teams are written in flows/teams.yaml")
        if not user_ids <= {user.id for user in team_members.people(db)}:
            raise NotFoundError("one of these people may not sign in any more; load the page again")
        team_members.put(db, team, user_ids)
        journal.append(db, "team.members", now, team=team)
        audit.append(db, now, who, "team.members", f"team:{team}", members=sorted(user_ids))
