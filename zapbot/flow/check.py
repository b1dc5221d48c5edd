"""The mistakes a flow can have although each part of it is well formed."""

from collections.abc import Callable, Iterable, Iterator

from zapbot.flow import explain, expression, template
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.problems import Problem
from zapbot.flow.reader import Loaded
from zapbot.flow.source import Path

PROVIDED = ("contact.name", "contact.first_name", "contact.phone", "contact.tags")
PROVIDED_ALWAYS = ("last.text", "last.type", "last.id", "now", "flow")

Report = Callable[[Path, str, str], None]


def check(files: Iterable[Loaded]) -> list[Problem]:
    """Every problem of a set of flow files, those between files too, in reading order."""
    loaded = list(files)
    for one in loaded:
        if one.draft is not None:
            _check_parts(one.draft, _named(one, "nodes"), _named(one, "vars"), one.source.report)
        if one.flow is not None:
            _check_whole(one.flow, one.source.report)
    _check_together(loaded)
    return [problem for one in loaded for problem in one.problems]


def exits(node: Node) -> Iterator[tuple[Path, str, str]]:
    """Each way out of a node: its place in the file, its name, the node it leads to."""
    at: Path = ("nodes", node.id)
    if node.body is not None:
        for path, name, target in node.body.exits():
            yield _within(node, path), name, target
    if node.falls_through and (node.next or node.following):
        place = (*at, "next") if node.next else at
        yield place, "next", node.next or node.following or ""


def _named(one: Loaded, part: str) -> list[str]:
    """The names a file gives under nodes or vars, those of broken ones too."""
    given = one.source.data.get(part)
    return list(given) if isinstance(given, dict) else []


def _check_parts(flow: Flow, nodes: list[str], declared: list[str], report: Report) -> None:
    """What can be said of each node by itself, even when others are broken."""
    _check_targets(flow, nodes, report)
    for node in flow.nodes.values():
        _check_names(node, declared, report)
        for path, message, advice in node.body.findings() if node.body else ():
            report(_within(node, path), f"{node.id}: the {'.'.join(map(str, path))} {message}", advice)


def _check_whole(flow: Flow, report: Report) -> None:
    """What can only be said of a flow whose nodes are all understood."""
    _check_reachable(flow, report)
    _check_circles(flow, report)
    last = next(reversed(flow.nodes.values()))
    if last.falls_through and not last.next:
        report(("nodes", last.id), f"{last.id} is the last node and leads nowhere", "add next: or an end node")


def _starts(flow: Flow) -> Iterator[tuple[Path, str]]:
    for i, trigger in enumerate(flow.triggers):
        if trigger.next or flow.nodes:
            yield ("triggers", i, "next"), trigger.next or flow.first
    for exit in flow.anytime:
        yield ("anytime", exit.key), exit.target


def _check_targets(flow: Flow, nodes: list[str], report: Report) -> None:
    ways = [(path, target) for node in flow.nodes.values() for path, _, target in exits(node)]
    for path, target in (*_starts(flow), *ways):
        if nodes and target not in nodes:
            report(path, f"there is no node {target!r}", explain.nearest(target, nodes))


def _check_reachable(flow: Flow, report: Report) -> None:
    seen: set[str] = set()
    todo = [target for _, target in _starts(flow)]
    if not flow.triggers:
        todo.append(flow.first)
    while todo:
        name = todo.pop()
        if name in seen or name not in flow.nodes:
            continue
        seen.add(name)
        todo += [target for _, _, target in exits(flow.nodes[name])]
    for name in flow.nodes:
        if name not in seen:
            report(("nodes", name), f"{name} is never reached", "lead an exit to it or remove it")


def _check_circles(flow: Flow, report: Report) -> None:
    """Circles that never wait: each node is tried once, following only nodes that do not pause."""
    done: set[str] = set()
    for name in flow.nodes:
        path: list[str] = []
        _walk(flow, name, path, set(), done, report)


def _walk(flow: Flow, start: str, path: list[str], on_path: set[str], done: set[str], report: Report) -> None:
    """Depth first with a stack of its own; reports the node at which a circle closes."""
    stack: list[tuple[str, Iterator[str]]] = []
    _push(flow, start, stack, path, on_path, done)
    while stack:
        name, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            stack.pop()
            path.pop()
            on_path.discard(name)
            done.add(name)
        elif target in on_path:
            circle = " → ".join([*path[path.index(target) :], target])
            report(("nodes", target), f"{circle} goes round without waiting", "put a wait or a delay into it")
            done.add(target)
        else:
            _push(flow, target, stack, path, on_path, done)


def _push(
    flow: Flow,
    name: str,
    stack: list[tuple[str, Iterator[str]]],
    path: list[str],
    on_path: set[str],
    done: set[str],
) -> None:
    node = flow.nodes.get(name)
    if node is None or name in done or node.kind in ("wait", "delay"):
        return
    stack.append((name, iter([target for _, _, target in exits(node)])))
    path.append(name)
    on_path.add(name)


def _check_names(node: Node, declared: list[str], report: Report) -> None:
    """Every variable read or written is declared or provided."""
    for path, text in _texts(node):
        for name in sorted(template.parse(text).names):
            _check_name(declared, path, name, report)
    for path, condition in node.body.conditions() if node.body else ():
        for name in sorted(expression.parse(condition).names):
            _check_name(declared, _within(node, path), name, report)
    for path, name in _writes(node):
        if name not in declared and not name.startswith("contact."):
            report(path, f"the variable {name!r} is not declared", f"add {name}: text under vars")


def _check_name(declared: list[str], path: Path, name: str, report: Report) -> None:
    known = name in declared or name in PROVIDED_ALWAYS or name.startswith("contact.")
    if not known:
        advice = explain.nearest(name, [*declared, *PROVIDED, *PROVIDED_ALWAYS])
        report(path, f"there is no variable {name!r}", f"declare it under vars; {advice}")


def _texts(node: Node) -> Iterator[tuple[Path, str]]:
    at: Path = ("nodes", node.id)
    for path, text in node.body.texts() if node.body else ():
        yield _within(node, path), text
    for tag in (*node.add_tags, *node.remove_tags):
        yield (*at, "tag"), tag
    for name, text in node.assignments:
        yield (*at, "set", name), text


def _writes(node: Node) -> Iterator[tuple[Path, str]]:
    for path, name in node.body.writes() if node.body else ():
        yield _within(node, path), name
    for name, _ in node.assignments:
        yield ("nodes", node.id, "set", name), name


def _within(node: Node, path: Path) -> Path:
    """A place under a node's kind; a value written in shorthand has no key of its own."""
    return ("nodes", node.id, node.kind, *path)


def _check_together(files: list[Loaded]) -> None:
    owners: dict[str, Loaded] = {}
    said: dict[tuple[int, str, str], Loaded] = {}
    for one in files:
        if one.flow is None:
            continue
        if one.flow.id in owners:
            other = owners[one.flow.id].source.file
            one.source.report(("flow",), f"{other} is also the flow {one.flow.id!r}", "give one another id")
        owners.setdefault(one.flow.id, one)
        _check_keywords(one, one.flow, said)


def _check_keywords(one: Loaded, flow: Flow, said: dict[tuple[int, str, str], Loaded]) -> None:
    for i, trigger in enumerate(flow.triggers):
        for keyword in trigger.keywords or ((trigger.regex,) if trigger.regex else ()):
            owner = said.setdefault((flow.priority, trigger.match, keyword), one)
            if owner is not one and owner.flow is not None and owner.flow.id != flow.id:
                message = f"{keyword!r} also starts the flow {owner.flow.id!r}"
                one.source.report(("triggers", i), message, "change one of them, or set settings: {priority: 1}")
