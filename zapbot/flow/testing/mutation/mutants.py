"""Every flow that differs from a given one in a single place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zapbot.flow import check
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.source import Path
from zapbot.flow.testing.coverage import spell
from zapbot.flow.testing.mutation.bodies import changes
from zapbot.flow.testing.mutation.planting import plant


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed flow: where, at which node (none for its ways in), what was changed."""

    path: Path
    node: str | None
    what: str
    flow: Flow


def mutants(flow: Flow) -> Iterator[Mutant]:
    """All mutants of a flow, in the file's order."""
    yield from _triggers(flow)
    yield from _anytime(flow)
    for node in flow.nodes.values():
        for path, what, other in _node(flow, node):
            yield Mutant(path, node.id, f"{node.id}: {what}", replace(flow, nodes={**flow.nodes, node.id: other}))


def _triggers(flow: Flow) -> Iterator[Mutant]:
    for i, trigger in enumerate(flow.triggers):
        before, after = flow.triggers[:i], flow.triggers[i + 1 :]
        name = f"trigger {i + 1} ({spell(trigger)})"
        yield Mutant(("triggers", i), None, f"{name}: removed", replace(flow, triggers=before + after))
        target = trigger.next or flow.first
        other = _another(flow, target)
        if other:
            changed = replace(flow, triggers=(*before, replace(trigger, next=other), *after))
            yield Mutant(("triggers", i, "next"), None, f"{name}: {target} → {other}", changed)


def _anytime(flow: Flow) -> Iterator[Mutant]:
    for i, entry in enumerate(flow.anytime):
        before, after = flow.anytime[:i], flow.anytime[i + 1 :]
        path: Path = ("anytime", entry.key)
        yield Mutant(path, None, f"anytime {entry.key}: removed", replace(flow, anytime=before + after))
        other = _another(flow, entry.target)
        if other:
            changed = replace(flow, anytime=(*before, replace(entry, target=other), *after))
            yield Mutant(path, None, f"anytime {entry.key}: {entry.target} → {other}", changed)


def _node(flow: Flow, node: Node) -> Iterator[tuple[Path, str, Node]]:
    at: Path = ("nodes", node.id)
    for path, name, target in check.exits(node):
        other = _another(flow, target)
        if other:
            yield path, f"{name}: {target} → {other}", _redirected(node, path, other)
    if node.body is not None:
        for place, new, what in changes(node.body):
            yield (*at, node.kind, *place), what, replace(node, body=plant(node.body, place, new))
    if node.kind == "message":
        yield (*at, "message"), "message removed", replace(node, body=None)
    for tag in (*node.add_tags, *node.remove_tags):
        add, remove = (tuple(t for t in tags if t != tag) for tags in (node.add_tags, node.remove_tags))
        yield (*at, "tag"), f"tag {tag} removed", replace(node, add_tags=add, remove_tags=remove)
    for name, _ in node.assignments:
        kept = tuple(pair for pair in node.assignments if pair[0] != name)
        yield (*at, "set", name), f"set {name} removed", replace(node, assignments=kept)


def _redirected(node: Node, path: Path, other: str) -> Node:
    inner = path[3:]
    if not inner or node.body is None:
        return replace(node, next=other)
    return replace(node, body=plant(node.body, inner, other))


def _another(flow: Flow, target: str) -> str | None:
    """The node below the one an exit leads to: near enough to be a slip of the hand."""
    names = list(flow.nodes)
    if target not in names or len(names) < 2:
        return None
    return names[(names.index(target) + 1) % len(names)]
