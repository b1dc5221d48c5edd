"""Texts that fit as written, but not with the longest value of their variables: WhatsApp's limits, at worst.

Such a text is cut when it is sent, with an ellipsis, so this is a warning. Long texts are not looked at: what
customers write could always be longer.
"""

from zapbot import limits
from zapbot.flow import template
from zapbot.flow.checks import ways
from zapbot.flow.checks.bounds import Bounds
from zapbot.flow.checks.report import WARNING, Report
from zapbot.flow.definition import Flow
from zapbot.flow.source import Path


def check(flow: Flow, report: Report) -> None:
    """Every short text with variables still fits when they are at their longest."""
    bounds = Bounds(flow)
    for node in flow.nodes.values():
        for path, text in node.body.texts() if node.body else ():
            limit, slots = limit_of(path), template.parse(text).slots
            if limit is None or not slots:
                continue
            longest, names = bounds.text(text), " and ".join(sorted({slot.text.strip() for slot in slots}))
            if longest > limit:
                many = "any number of" if longest >= limits.TEXT else str(longest)
                message = f"{node.id}: the {ways.spell(path)} can have {many} characters with {names}"
                advice = f"WhatsApp allows {limit} and the rest is cut: shorten it"
                report(ways.within(node, path), message, advice, WARNING)


def limit_of(path: Path) -> int | None:
    """The most characters WhatsApp shows at a place of a message; None where the limit is that of any text."""
    match path:
        case ("header" | "footer",):
            return limits.HEADER
        case ("buttons", _):
            return limits.BUTTON_TITLE
        case ("list", "button"):
            return limits.MENU_BUTTON
        case ("list", "rows", _, "description"):
            return limits.ROW_DESCRIPTION
        case ("list", "rows", *_):
            return limits.ROW_TITLE
        case ("template", *_):
            return limits.TEMPLATE_PARAMS
    return None
