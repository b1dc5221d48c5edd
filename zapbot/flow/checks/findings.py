"""What a node finds wrong with itself, WhatsApp's limits first of all."""

from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow


def check(flow: Flow, report: Report) -> None:
    """Every node's own findings."""
    for node in flow.nodes.values():
        for path, message, advice in node.body.findings() if node.body else ():
            report(ways.within(node, path), f"{node.id}: the {ways.spell(path)} {message}", advice)
