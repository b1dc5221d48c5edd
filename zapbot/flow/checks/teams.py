"""Transfers to teams that do not exist."""

from collections.abc import Collection, Iterator

from zapbot.flow import explain
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.transfer import Transfer


def unknown_teams(flow: Flow, teams: Collection[str], report: Report) -> None:
    """Every team a flow hands over to is one of `teams`; a name with `{{ }}` is only known when it runs."""
    for node in flow.nodes.values():
        for key, team in _named(node):
            if "{{" not in team and team not in teams:
                advice = explain.nearest(team, teams) if teams else "add it to teams.yaml"
                report(ways.within(node, (key,)), f"{node.id}: there is no team {team!r}", advice)


def named(flow: Flow) -> set[str]:
    """The teams a flow hands over to or waits for, as far as the file says."""
    return {team for node in flow.nodes.values() for _, team in _named(node)}


def _named(node: Node) -> Iterator[tuple[str, str]]:
    """Each team a node names, with the key it stands under."""
    match node.body:
        case Transfer(to=team):
            yield "to", team
        case Delay(hours=str(team)):
            yield "hours", team
