"""Exits that lead to nodes that do not exist."""

from zapbot.flow import explain
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow


def check(flow: Flow, nodes: list[str], report: Report) -> None:
    """Every trigger, anytime word and exit names one of `nodes`."""
    out = [(path, target) for node in flow.nodes.values() for path, _, target in ways.exits(node)]
    for path, target in (*ways.starts(flow), *out):
        if nodes and target not in nodes:
            report(path, f"there is no node {target!r}", explain.nearest(target, nodes))
