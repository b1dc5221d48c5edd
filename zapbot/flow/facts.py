"""A flow as plain names and values, so that two of them can be laid side by side."""

from collections.abc import Iterator, Mapping
from typing import Any

from zapbot.flow import durations, template
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.nodes.condition import Case, Condition
from zapbot.flow.nodes.message import Message
from zapbot.flow.source import Path
from zapbot.flow.triggers import Trigger
from zapbot.flow.variables import Variable

_DURATIONS = ("timeout", "typing", "for", "debounce")


def settings(flow: Flow) -> dict[str, str]:
    """Name and settings."""
    return {
        "name": flow.name,
        "mode": flow.mode,
        "priority": str(flow.priority),
        "debounce": durations.spell(flow.debounce),
    }


def triggers(flow: Flow) -> dict[str, str]:
    """What starts the flow, each keyword by itself, and where it leads."""
    return {name: rest for trigger in flow.triggers for name, rest in _starts(flow, trigger)}


def variables(flow: Flow) -> dict[str, str]:
    """Variables with their types and defaults."""
    return {name: _declared(variable) for name, variable in flow.vars.items()}


def anytime(flow: Flow) -> dict[str, str]:
    """Words that lead somewhere from everywhere, each by itself."""
    return {word: exit.target for exit in flow.anytime for word in exit.words}


def exits(node: Node) -> dict[str, str]:
    """Ways out of a node by name; the cases of a condition by their rule."""
    if isinstance(node.body, Condition):
        return {_rule(case): case.else_ or case.next or "" for case in node.body.cases}
    found = {name: target for _, name, target in node.body.exits()} if node.body else {}
    if node.falls_through and (node.next or node.following):
        found["next"] = node.next or node.following or ""
    return found


def texts(node: Node) -> dict[str, str]:
    """What a node says, and the rest of what it fills in."""
    return {_spell(path): text for path, text in node.body.texts()} if node.body else {}


def values(node: Node) -> dict[str, str]:
    """Everything else about a node: time-outs, what is accepted, tags, assignments."""
    found = dict(_own(node))
    if node.add_tags:
        found["tag"] = ", ".join(node.add_tags)
    if node.remove_tags:
        found["tag.remove"] = ", ".join(node.remove_tags)
    return found | {f"set.{name}": text for name, text in node.assignments}


def in_turn(node: Node) -> list[str]:
    """What is shown or tried from top to bottom: options of a message, cases of a condition."""
    match node.body:
        case Condition():
            return list(exits(node))
        case Message(buttons=buttons, list=menu):
            return list(buttons or (menu.rows if menu else ()))
    return []


def merged(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys of both: those of the new one in its order, each removed one where it used to stand."""
    order = list(after)
    place = 0
    for key in before:
        if key in after:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order


def _starts(flow: Flow, trigger: Trigger) -> Iterator[tuple[str, str]]:
    extras = [f"template {trigger.template}"] if trigger.template else []
    extras += [f"{name} {value}" for name, value in trigger.audience]
    rest = ", ".join([trigger.next or flow.first, *extras])
    if trigger.regex:
        yield f"regex {trigger.regex}", rest
    elif trigger.keywords:
        how = "" if trigger.match == "word" else f" ({trigger.match})"
        yield from ((f"keyword {word}{how}", rest) for word in trigger.keywords)
    else:
        yield f"{trigger.kind} {trigger.webhook or trigger.cron or ''}".rstrip(), rest


def _declared(variable: Variable) -> str:
    default = "" if variable.default is None else f", default {template.show(variable.default)}"
    return f"{variable.type}{default}"


def _rule(case: Case) -> str:
    """What a case asks."""
    if case.else_ is not None:
        return "else"
    if case.if_ is not None:
        return f"if {case.if_}"
    return f"matches {case.matches}" if case.matches is not None else f"is {', '.join(case.is_ or ())}"


def _own(node: Node) -> Iterator[tuple[str, str]]:
    """The values under the node's kind that are neither exits nor texts."""
    if node.body is None:
        return
    known = {_spell(path) for path, _, _ in node.body.exits()} | {_spell(path) for path, _ in node.body.texts()}
    fields = node.body.model_dump(by_alias=True, exclude_none=True)
    if isinstance(node.body, Condition):
        fields.pop("cases")
    for path, value in _leaves(fields, ()):
        name = _spell(path)
        if name not in known and name.removesuffix(".title") not in known:
            yield name, _show(path[-1], value)


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Each value however deep; a list of plain values is one."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, (list, tuple)) and any(isinstance(item, dict) for item in value):
        for i, item in enumerate(value):
            yield from _leaves(item, (*path, i))
    elif value not in ([], ()):
        yield path, value


def _show(name: str | int, value: Any) -> str:
    return durations.spell(value) if name in _DURATIONS and isinstance(value, int) else template.show(value)


def _spell(path: Path) -> str:
    return ".".join(map(str, path))
