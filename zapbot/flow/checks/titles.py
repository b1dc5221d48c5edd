"""Options of one message that only differ in what is not compared: case, accents, punctuation."""

from collections.abc import Iterator

from zapbot.flow import words
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow
from zapbot.flow.nodes.message import Message
from zapbot.flow.source import Path


def check(flow: Flow, report: Report) -> None:
    """A customer who types a title means one option."""
    for node in flow.nodes.values():
        seen: dict[str, tuple[str, str]] = {}
        for path, id, title in options(node.body) if isinstance(node.body, Message) else ():
            said = words.plain(title)
            if "{{" in title or not said:
                continue
            other, others = seen.setdefault(said, (id, title))
            if other != id and others != title:  # the very same title is one of WhatsApp's own limits
                message = f"{node.id}: {title!r} is typed like {others!r}, the title of {other}"
                report(("nodes", node.id, node.kind, *path), message, "give it another title")


def options(message: Message) -> Iterator[tuple[Path, str, str]]:
    """Each button and row: its place, its id, its title."""
    for id, title in (message.buttons or {}).items():
        yield ("buttons", id), id, title
    for id, row in message.list.rows.items() if message.list else ():
        yield ("list", "rows", id), id, row.title
