"""Templates that WhatsApp has not approved."""

from collections.abc import Collection, Iterator

from zapbot.flow import explain
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.nodes.message import Message
from zapbot.flow.source import Path


def unknown_templates(flow: Flow, templates: Collection[str], report: Report) -> None:
    """Every template a flow names is one of `templates`."""
    for path, name in _named(flow):
        if name not in templates:
            advice = explain.nearest(name, templates) if templates else "have it approved by Meta first"
            report(path, f"there is no approved template {name!r}", advice)


def _named(flow: Flow) -> Iterator[tuple[Path, str]]:
    for i, trigger in enumerate(flow.triggers):
        if trigger.template:
            yield ("triggers", i, "template"), trigger.template
    for node in flow.nodes.values():
        if isinstance(node.body, Message) and node.body.template:
            yield ways.within(node, ("template", "name")), node.body.template.name
