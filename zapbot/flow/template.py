"""Texts with `{{ expression }}` in them.

What an expression yields is put in as it is and never read again, so a customer who writes `{{ secret }}`
gets those very characters back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zapbot.flow import expression

_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


SECRET_MARKS = ("\ue000", "\ue001")
"""Stand around a secret's name until its value is put in, at the moment a request leaves."""
_NO_MARKS = dict.fromkeys(map(ord, SECRET_MARKS))


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by its name; its value is never seen by a flow."""

    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut at its slots: literal, expression, literal, ..."""

    text: str
    literals: tuple[str, ...]
    slots: tuple[expression.Expression, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables the text reads."""
        return frozenset().union(*(slot.names for slot in self.slots))

    @property
    def is_one_slot(self) -> bool:
        """Whether it is nothing but one expression, whose value then keeps its type."""
        return len(self.slots) == 1 and not any(self.literals)

    def render(self, lookup: expression.Lookup) -> str:
        """The text with its slots filled; a value that is not set is empty."""
        return self.fill(lambda slot: show(slot.evaluate(lookup)))

    def fill(self, value: Callable[[expression.Expression], str]) -> str:
        """The text with what `value` makes of each slot."""
        parts = [self.literals[0]]
        for slot, literal in zip(self.slots, self.literals[1:], strict=True):
            parts += (value(slot), literal)
        return "".join(parts)


@lru_cache(maxsize=4096)
def parse(text: str) -> Template:
    """Cut a text at its slots; ExpressionError when one is not understood."""
    pieces = _SLOT.split(text)
    if any("{{" in literal for literal in pieces[::2]):
        raise expression.ExpressionError("a {{ has no }}: write {{ name }}")
    slots = tuple(expression.parse(piece) for piece in pieces[1::2])
    return Template(text, tuple(pieces[::2]), slots)


def show(value: Any) -> str:
    """A value as text: null is empty, truth is sim or não, a whole float has no point, lists have commas."""
    if value is None:
        return ""
    if isinstance(value, Secret):
        return f"{SECRET_MARKS[0]}{value.name}{SECRET_MARKS[1]}"
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item) for item in value)
    return str(value).translate(_NO_MARKS)
