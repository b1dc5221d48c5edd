"""A team's business hours are changed here, whatever `teams.yaml` says, until they are put back."""

from typing import Any

from sqlite_utils import Database

from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.flow import hours, words
from zapbot.store import audit, journal, team_members, teams
from zapbot.store.db import transaction

LONGEST_NAME = 60
LONGEST_HOURS = 2000


def add(db: Database, name: str, by: str, now: float) -> str:
    """A new team, always there until its hours are set; its name. Raises UsageError and ConflictError."""
    with transaction(db):
        team = free_name(db, name)
        teams.change(db, team, "sempre", by, now)
        note(db, team, "team.added", by, now)
    return team


def change(db: Database, team: str, text: str, by: str, now: float) -> None:
    """Other hours from now on, written as in the file. Raises UsageError and NotFoundError."""
    try:
        hours.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if len(text) > LONGEST_HOURS:
        raise UsageError(f"hours have at most {LONGEST_HOURS} characters: leave days off out that are over")
    with transaction(db):
        known(db, team)
        if teams.hours(db).get(team) != text:
            teams.change(db, team, text, by, now)
            note(db, team, "team.hours", by, now, hours=text)


def put_back(db: Database, team: str, by: str, now: float) -> None:
    """What the file says of a team holds again, and it is there again. Raises NotFoundError."""
    with transaction(db):
        text = teams.filed(db).get(team)
        if text is None:
            raise NotFoundError(f"teams.yaml names no team {team}: there is nothing to put back")
        teams.forget_change(db, team, now)
        note(db, team, "team.put_back", by, now, hours=text)


def free_name(db: Database, name: str, besides: str = "") -> str:
    """A name no team has besides one, tidied up. Raises UsageError and ConflictError."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not words.plain(name) or not name.isprintable() or set(name) & set("/{}"):
        raise UsageError(f"a team's name has letters or digits, no / and no braces, at most {LONGEST_NAME} characters")
    alike = [team for team in team_members.known(db) if team != besides and words.plain(team) == words.plain(name)]
    if alike:
        raise ConflictError(f"there is a team {alike[0]} already: choose another name")
    return name


def known(db: Database, team: str) -> None:
    """Raise NotFoundError when there is no such team."""
    if team not in team_members.known(db):
        raise NotFoundError(f"there is no team {team} any more; load the page again")


def note(db: Database, team: str, what: str, by: str, now: float, **more: Any) -> None:
    """Write down who changed what of a team."""
    journal.append(db, what, now, team=team, by=by, **more)
    audit.append(db, now, by, what, f"team:{team}", **more)
