"""Dead ends: the bot stops without an end, or never lets the customer go."""

from collections.abc import Container

from zapbot.flow.checks import reachable, ways
from zapbot.flow.checks.graph import components
from zapbot.flow.checks.report import WARNING, Report
from zapbot.flow.definition import Flow

LEAVES = ("end", "transfer", "flow")


def check(flow: Flow, report: Report) -> None:
    """Every way goes on, and every node leads out in the end."""
    last = next(reversed(flow.nodes.values()))
    if last.falls_through and not last.next:
        report(("nodes", last.id), f"{last.id} is the last node and leads nowhere", "add next: or an end node")
    free = _leading_out(flow)
    if not free or any(exit.target in free for exit in flow.anytime):
        return  # a flow that never ends is meant to; a word that leads out can be said anywhere
    reached = reachable.reached(flow)
    caught = {name: i for i, name in enumerate(flow.nodes) if name in reached and name not in free}
    for circle in components(caught, lambda name: _targets(flow, name, caught)):
        first = min(circle, key=caught.__getitem__)
        if len(circle) > 1 or first in _targets(flow, first, caught):
            message = f"{first}: no way leads from here to an end or a person"
            report(("nodes", first), message, "lead an exit or an anytime word out of it", WARNING)


def _leading_out(flow: Flow) -> set[str]:
    """The nodes from which the flow can end."""
    back: dict[str, list[str]] = {}
    for name in flow.nodes:
        for target in _targets(flow, name, flow.nodes):
            back.setdefault(target, []).append(name)
    found: set[str] = set()
    todo = [node.id for node in flow.nodes.values() if node.kind in LEAVES or not [*ways.exits(node)]]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += back.get(name, [])
    return found


def _targets(flow: Flow, name: str, among: Container[str]) -> list[str]:
    return [target for _, _, target in ways.exits(flow.nodes[name]) if target in among]
