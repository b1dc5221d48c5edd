"""Templates that WhatsApp has not approved, or that are not filled in as they must be."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from zapbot import model
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


def wrong_templates(flow: Flow, problems: Callable[[model.Template], Iterable[str]], report: Report) -> None:
    """Every template a message sends is filled in as `problems` wants it; variables stand for what they will be."""
    for node in flow.nodes.values():
        if isinstance(node.body, Message) and node.body.template:
            approved = node.body.template
            given = approved.params
            params: Any = given if isinstance(given, dict) else tuple(given)
            for problem in problems(model.Template(approved.name, approved.language, params)):
                report(ways.within(node, ("template",)), f"the template {approved.name!r}: {problem}")


def _named(flow: Flow) -> Iterator[tuple[Path, str]]:
    for i, trigger in enumerate(flow.triggers):
        if trigger.template:
            yield ("triggers", i, "template"), trigger.template
    for node in flow.nodes.values():
        if isinstance(node.body, Message) and node.body.template:
            yield ways.within(node, ("template", "name")), node.body.template.name
