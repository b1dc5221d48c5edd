"""Variables that are read or written but neither declared nor provided."""

from zapbot.flow import explain, expression, template
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.source import Path

PROVIDED = ("contact.name", "contact.first_name", "contact.phone", "contact.tags")
PROVIDED_ALWAYS = ("last.text", "last.type", "last.id", "now", "flow")
MAY_NAME_SECRETS = ("http",)


def check(flow: Flow, declared: list[str], report: Report) -> None:
    """Every name a node reads or writes is known."""
    for node in flow.nodes.values():
        _check_reads(node, declared, report)
        for path, name in ways.writes(node):
            if name not in declared and not name.startswith("contact."):
                report(path, f"the variable {name!r} is not declared", f"add {name}: text under vars")


def _check_reads(node: Node, declared: list[str], report: Report) -> None:
    for path, text in ways.texts(node):
        for name in sorted(template.parse(text).names):
            _check_name(node, declared, path, name, report)
    for path, condition in node.body.conditions() if node.body else ():
        for name in sorted(expression.parse(condition).names):
            _check_name(node, declared, ways.within(node, path), name, report)


def _check_name(node: Node, declared: list[str], path: Path, name: str, report: Report) -> None:
    if name in declared or name in PROVIDED_ALWAYS or name.startswith("contact."):
        return
    if name.startswith("secret.") and _is_request(node, path):
        return
    advice = explain.nearest(name, [*declared, *PROVIDED, *PROVIDED_ALWAYS])
    report(path, f"there is no variable {name!r}", f"declare it under vars; {advice}")


def _is_request(node: Node, path: Path) -> bool:
    """Whether the place is part of a request; a tag beside it is not, and would show the secret."""
    return node.kind in MAY_NAME_SECRETS and path[2:3] == (node.kind,)
