"""The ways into and through a flow, each with its place in the file."""

from collections.abc import Iterator

from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.source import Path


def exits(node: Node) -> Iterator[tuple[Path, str, str]]:
    """Each way out of a node: its place in the file, its name, the node it leads to."""
    at: Path = ("nodes", node.id)
    if node.body is not None:
        for path, name, target in node.body.exits():
            yield within(node, path), name, target
    if node.falls_through and (node.next or node.following):
        place = (*at, "next") if node.next else at
        yield place, "next", node.next or node.following or ""


def starts(flow: Flow) -> Iterator[tuple[Path, str]]:
    """Each way in: a trigger or an anytime word, with the node it leads to."""
    for i, trigger in enumerate(flow.triggers):
        if trigger.next or flow.nodes:
            yield ("triggers", i, "next"), trigger.next or flow.first
    for exit in flow.anytime:
        yield ("anytime", exit.key), exit.target


def entrances(flow: Flow) -> set[str]:
    """The nodes a flow can begin at; the first one when it has no trigger."""
    found = {target for _, target in starts(flow)}
    return found if flow.triggers else found | {flow.first}


def within(node: Node, path: Path) -> Path:
    """A place under a node's kind."""
    return ("nodes", node.id, node.kind, *path)


def texts(node: Node) -> Iterator[tuple[Path, str]]:
    """Each text of a node that may hold `{{ }}`, with its place."""
    at: Path = ("nodes", node.id)
    for path, text in node.body.texts() if node.body else ():
        yield within(node, path), text
    for tag in (*node.add_tags, *node.remove_tags):
        yield (*at, "tag"), tag
    for name, text in node.assignments:
        yield (*at, "set", name), text


def writes(node: Node) -> Iterator[tuple[Path, str]]:
    """Each variable a node sets, with its place."""
    for path, name in node.body.writes() if node.body else ():
        yield within(node, path), name
    for name, _ in node.assignments:
        yield ("nodes", node.id, "set", name), name


def spell(path: Path) -> str:
    """A place as people write it: `list.rows.a`."""
    return ".".join(map(str, path))
