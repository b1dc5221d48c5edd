"""Keys that stand where they do nothing, so that the flow does not do what it seems to say."""

from collections.abc import Iterator

from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.node import Body, Finding
from zapbot.flow.nodes.transfer import Transfer
from zapbot.flow.nodes.wait import Wait


def check(flow: Flow, written: object, report: Report) -> None:
    """No key is without effect; `written` is what the file says under triggers."""
    for i, entry in enumerate(written if isinstance(written, list) else ()):
        for key, message, advice in _in_trigger(entry) if isinstance(entry, dict) else ():
            report(("triggers", i, key), message, advice)
    for node in flow.nodes.values():
        for path, message, advice in _in_body(node.body):
            report(ways.within(node, path), f"{node.id}: {message}", advice)


def _in_trigger(entry: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    keyword = entry.get("keyword")
    if "match" in entry and keyword is None:
        yield "match", "match does nothing without a keyword", "remove it"
    elif "match" in entry and isinstance(keyword, dict) and "regex" in keyword:
        yield "match", "match does nothing beside a regex", r"remove it; ^ and $ or \b in the regex say the same"
    if "template" in entry and ("keyword" in entry or "new_contact" in entry):
        yield "template", "template does nothing here: the customer has just written", "remove it"


def _in_body(body: Body | None) -> Iterator[Finding]:
    match body:
        case Wait():
            yield from _in_wait(body)
        case Transfer(queue=True, closed=str()):
            yield ("closed",), "closed is never taken, because queue lets the customer wait", "remove one of them"


def _in_wait(wait: Wait) -> Iterator[Finding]:
    if wait.options and wait.clean:
        yield ("clean",), "clean does nothing beside options", "remove it"
    if wait.options and wait.next:
        yield ("next",), "next is never taken beside options", "remove it, or remove the options"
    if "tries" in wait.model_fields_set and not wait.retry:
        yield ("tries",), "tries does nothing without retry", "add retry: with what to say, or remove it"
