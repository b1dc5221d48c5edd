"""What the bot says and does about one thing, as the customer and the team notice it.

Names of nodes, the order of tags and how long it seems to write do not count: two flows that differ only in those
do the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from zapbot.flow import template
from zapbot.flow.effects import Call, Effect, Say, SetField, Tag, Transfer
from zapbot.flow.sim import Moment
from zapbot.flow.testing import contents

KINDS = ("says", "hands over", "asks", "tags", "keeps")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the bot did, in words; `exactly` is what is compared, `node` who did it."""

    kind: str
    words: str = field(compare=False)
    exactly: Any
    node: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.words if self.kind == "says" else f"{self.kind}: {self.words}"


def effects(moments: Iterable[Moment]) -> list[Effect]:
    """All effects of some moments."""
    return [effect for moment in moments for effect in moment.effects]


def deeds(done: Iterable[Effect]) -> list[Deed]:
    """What effects amount to: messages, hand-overs and calls in their order, then tags and fields."""
    done = list(done)
    found = [deed for effect in done for deed in _deed(effect)]
    return [*found, *_tags(done), *_fields(done)]


def first_difference(stored: list[Deed], changed: list[Deed]) -> tuple[Deed | None, Deed | None] | None:
    """The first deed that is not the same, on both sides; None when all are."""
    for kind in KINDS:
        ours, theirs = ([deed for deed in side if deed.kind == kind] for side in (stored, changed))
        for one, other in zip_longest(ours, theirs):
            if one != other:
                return one, other
    return None


def _deed(effect: Effect) -> Iterator[Deed]:
    match effect:
        case Say(content, node):
            yield Deed("says", contents.line(content), content, node)
        case Transfer(to, note, queued, reason):
            words = f"{to or 'a person'}{' (in the queue)' if queued else ''}"
            more = note or reason
            yield Deed("hands over", f"{words}: {more}" if more else words, (to, note, queued, bool(reason)))
        case Call(_, node, kind, request):
            asked = request.get("url") or request.get("question") or ""
            yield Deed("asks", f"{kind} {asked}", (kind, request), node)


def _tags(done: Iterable[Effect]) -> Iterator[Deed]:
    """Tags put on and taken off, in all."""
    net: dict[str, str] = {}
    for effect in done:
        if isinstance(effect, Tag):
            net |= {**dict.fromkeys(effect.add, "+"), **dict.fromkeys(effect.remove, "-")}
    if net:
        words = " ".join(f"{sign}{tag}" for tag, sign in net.items())
        yield Deed("tags", words, frozenset(net.items()))


def _fields(done: Iterable[Effect]) -> Iterator[Deed]:
    """Lasting fields set, in all."""
    net = {effect.name: effect.value for effect in done if isinstance(effect, SetField)}
    if net:
        words = ", ".join(f"{name} = {template.show(value)}" for name, value in net.items())
        yield Deed("keeps", words, frozenset(net.items()))
