"""A team gets another name, or is no more: on conversations, in saved views and in the rules at once."""

from dataclasses import replace

from sqlite_utils import Database

from zapbot.desk import team_hours, views
from zapbot.desk.assign import NOBODY
from zapbot.errors import ConflictError
from zapbot.store import conversation_teams, flows, journal, rules, team_members, teams
from zapbot.store.db import transaction


def rename(db: Database, team: str, name: str, by: str, now: float) -> str:
    """Call a team something else; its name. A team that flows name keeps its name: they would not find it.

    Raises NotFoundError, UsageError and ConflictError.
    """
    with transaction(db):
        team_hours.known(db, team)
        if " ".join(name.split()) == team:
            return team
        _refuse_when_named(db, team)
        text = teams.hours(db).get(team, "sempre")
        _leave(db, team, by, now)
        name = team_hours.free_name(db, name, team)
        teams.change(db, name, text, by, now)
        team_members.move(db, team, name)
        conversation_teams.move(db, team, name)
        views.follow(db, ("team", team), ("team", name))
        ruled = rules.get(db)
        turns = tuple(name if one == team else one for one in ruled.by_turns)
        rules.put(db, replace(ruled, by_turns=turns), now)
        team_hours.note(db, team, "team.renamed", by, now, name=name)
    return name


def remove(db: Database, team: str, by: str, now: float) -> int:
    """A team is no more; its conversations that are not resolved wait for anybody: how many.

    Raises NotFoundError, and ConflictError when a flow hands over to it.
    """
    with transaction(db):
        team_hours.known(db, team)
        _refuse_when_named(db, team)
        _leave(db, team, by, now)
        teams.change(db, team, None, by, now)
        team_members.put(db, team, set())
        ruled = rules.get(db)
        rules.put(db, replace(ruled, by_turns=tuple(one for one in ruled.by_turns if one != team)), now)
        left = conversation_teams.leave(db, team, now)
        for id, contact_id in left:
            journal.append(db, "conversation.assigned", now, contact_id, id, to=NOBODY, by=by)
        team_hours.note(db, team, "team.removed", by, now, conversations=len(left))
    return len(left)


def named_by(db: Database, team: str) -> list[str]:
    """The flows in force that hand over to a team or go by its hours, by name."""
    from zapbot.flow import reader  # what reads flows is big, and only these two ask
    from zapbot.flow.checks.teams import named

    found = (reader.load(version.source, version.file).flow for version in flows.active(db))
    return [flow.name for flow in found if flow is not None and team in named(flow)]


def _refuse_when_named(db: Database, team: str) -> None:
    names = named_by(db, team)
    if names:
        raise ConflictError(f"these flows name the team {team}: {', '.join(names)}; change them first")


def _leave(db: Database, team: str, by: str, now: float) -> None:
    """The old name is no team's any more, also when the file has it."""
    if team in teams.filed(db):
        teams.change(db, team, None, by, now)
        return
    teams.forget_change(db, team, now)
