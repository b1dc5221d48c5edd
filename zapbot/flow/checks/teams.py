"""Transfers to teams that do not exist."""

from collections.abc import Collection

from zapbot.flow import explain
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.nodes.transfer import Transfer


def unknown_teams(flow: Flow, teams: Collection[str], report: Report) -> None:
    """Every team a flow hands over to is one of `teams`; a name with `{{ }}` is only known when it runs."""
    for node in flow.nodes.values():
        if isinstance(node.body, Transfer) and "{{" not in node.body.to and node.body.to not in teams:
            message = f"{node.id}: there is no team {node.body.to!r}"
            advice = explain.nearest(node.body.to, teams) if teams else "add it to teams.yaml"
            report(ways.within(node, ("to",)), message, advice)
