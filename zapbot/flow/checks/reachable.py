"""Nodes that nothing leads to."""

from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow


def check(flow: Flow, report: Report) -> None:
    """Every node can be reached from where the flow may begin."""
    seen = reached(flow)
    for name in flow.nodes:
        if name not in seen:
            report(("nodes", name), f"{name} is never reached", "lead an exit to it or remove it")


def reached(flow: Flow) -> set[str]:
    """The nodes that can be reached."""
    seen: set[str] = set()
    todo = list(ways.entrances(flow))
    while todo:
        name = todo.pop()
        if name in seen or name not in flow.nodes:
            continue
        seen.add(name)
        todo += [target for _, _, target in ways.exits(flow.nodes[name])]
    return seen
