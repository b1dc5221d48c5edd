"""`teams.yaml` beside the flows: who a conversation may be transferred to, and when they are there."""

from zapbot.flow import hours, source
from zapbot.flow.problems import Problem
from zapbot.flow.source import Source

NAME = "teams.yaml"


def read(text: str, file: str) -> tuple[dict[str, str], list[Problem]]:
    """The business hours of each team as they are written, and what is wrong with the file."""
    found = source.read(text, file)
    teams = _teams(found) if not found.problems else {}
    return teams, found.problems


def _teams(found: Source) -> dict[str, str]:
    data = found.data
    if not isinstance(data, dict) or not isinstance(data.get("teams"), dict):
        found.report((), "this names no teams", "write teams: {vendas: {hours: seg-sex 08:00-18:00}}")
        return {}
    teams: dict[str, str] = {}
    for id, entry in data["teams"].items():
        text = entry.get("hours", "sempre") if isinstance(entry, dict) else entry or "sempre"
        try:
            teams[id] = hours.parse(str(text)).text
        except ValueError as error:
            what, _, advice = str(error).partition(": ")
            found.report(("teams", id, "hours"), what, advice)
    return teams
