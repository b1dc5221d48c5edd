"""What differs between two flows, in the words of their files: nodes, exits, texts, triggers, variables.

Two flows whose files differ only in comments, order of keys or quotes do not differ at all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zapbot.flow import facts
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node

SHOWN = 70
"""Characters of a text that a line shows."""

_LEADING = ("exit", "trigger", "anytime word")
"""Parts whose value is where they lead."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a part of the flow, which one, and what it was and is. Added has no before, removed no after."""

    part: str
    where: str
    name: str = ""
    before: str | None = None
    after: str | None = None

    @property
    def sign(self) -> str:
        """`+` added, `-` removed, `~` changed."""
        return "+" if self.before is None else "-" if self.after is None else "~"

    def __str__(self) -> str:
        """A line that can be read."""
        values = " → ".join(_short(value) for value in (self.before, self.after) if value is not None)
        leads = " →" if self.part in _LEADING and self.sign != "~" else ":"
        return f"{self.sign} {self._subject}{leads} {values}"

    @property
    def _subject(self) -> str:
        if not self.name:
            return f"{self.part} {self.where}"
        return (
            f"{self.where}: {self.name}" if self.part in ("text", "value") else f"{self.where}: {self.part} {self.name}"
        )


def compare(before: Flow, after: Flow) -> list[Change]:
    """Every difference, from the head of the file to its last node."""
    return [
        *_pairs("setting", facts.settings(before), facts.settings(after)),
        *_pairs("trigger", facts.triggers(before), facts.triggers(after)),
        *_pairs("variable", facts.variables(before), facts.variables(after)),
        *_pairs("anytime word", facts.anytime(before), facts.anytime(after)),
        *_nodes(before.nodes, after.nodes),
    ]


def summary(changes: list[Change]) -> str:
    """All differences counted, on one line."""
    if not changes:
        return "means the same"
    words = {"+": "added", "-": "removed", "~": "changed"}
    counts = Counter((change.part, words[change.sign]) for change in changes)
    return ", ".join(f"{n} {part}{'s' * (n > 1)} {how}" for (part, how), n in counts.items())


def _nodes(before: Mapping[str, Node], after: Mapping[str, Node]) -> Iterator[Change]:
    for name in facts.merged(before, after):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield Change("node", name, "", _spell(old), _spell(new))
        elif old.kind != new.kind:
            yield Change("node", name, "", old.kind, new.kind)
            yield from _within(name, "exit", facts.exits(old), facts.exits(new))
        else:
            yield from _inside(name, old, new)


def _inside(name: str, old: Node, new: Node) -> Iterator[Change]:
    """Two nodes of one kind. What is shown or tried in turn is another thing in another order."""
    yield from _within(name, "text", facts.texts(old), facts.texts(new))
    yield from _within(name, "value", facts.values(old), facts.values(new))
    yield from _within(name, "value", *_order(facts.in_turn(old), facts.in_turn(new)))
    yield from _within(name, "exit", facts.exits(old), facts.exits(new))


def _order(before: list[str], after: list[str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The order of what both have, where it is not the same."""
    old, new = [key for key in before if key in after], [key for key in after if key in before]
    return ({"order": ", ".join(old)}, {"order": ", ".join(new)}) if old != new else ({}, {})


def _within(node: str, part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for change in _pairs(part, before, after):
        yield Change(part, node, change.where, change.before, change.after)


def _pairs(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in facts.merged(before, after):
        if before.get(key) != after.get(key):
            yield Change(part, key, "", before.get(key), after.get(key))


def _spell(node: Node | None) -> str | None:
    """A node that came or went: its kind and where it leads."""
    if node is None:
        return None
    ways = ", ".join(f"{name} → {target}" for name, target in facts.exits(node).items())
    return f"{node.kind}{f' ({ways})' if ways else ''}"


def _short(value: str) -> str:
    """A value on one line."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"
