"""Fault rules: what goes wrong with the next sends or webhooks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal[
    "fail",
    "cut",
    "slow",
    "bad_gateway",
    "garbage",
    "fail_later",
    "duplicate_webhooks",
    "shuffle_webhooks",
    "hold_webhooks",
    "media_expired",
    "media_missing",
    "media_html",
    "media_changed",
    "media_slow",
    "reject_template",
    "fail_block",
]

ANSWERS: frozenset[str] = frozenset({"fail", "cut", "slow", "bad_gateway", "garbage"})
FATES: frozenset[str] = frozenset({"fail_later"})
WEBHOOKS: frozenset[str] = frozenset({"duplicate_webhooks", "shuffle_webhooks", "hold_webhooks"})
MEDIA: frozenset[str] = frozenset({"media_expired", "media_html", "media_changed", "media_slow"})
REVIEWS: frozenset[str] = frozenset({"reject_template"})
BLOCKS: frozenset[str] = frozenset({"fail_block"})
REFUSING: frozenset[str] = frozenset({"fail", "bad_gateway"})


@dataclass(slots=True)
class Rule:
    """One armed fault; `left` None lasts until it is removed."""

    id: int
    kind: Kind
    left: int | None
    customer: str | None
    code: int
    seconds: float
    accept: bool
    details: str | None
    http_status: int | None
    number: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The rule as the control API and the page see it."""
        return asdict(self)


class Rulebook:
    """The armed rules, oldest first; each use counts one down."""

    def __init__(self) -> None:
        self._rules: dict[int, Rule] = {}
        self._ids = itertools.count(1)
        self.changed: Callable[[], None] = lambda: None

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def add(
        self,
        kind: Kind,
        *,
        count: int | None = None,
        customer: str | None = None,
        code: int = 131000,
        seconds: float | None = None,
        accept: bool | None = None,
        details: str | None = None,
        http_status: int | None = None,
        number: str | None = None,
    ) -> Rule:
        """Arm a rule; what is not said gets the sensible value of its kind."""
        rule = Rule(
            id=next(self._ids),
            kind=kind,
            left=count if count is not None or kind in WEBHOOKS else 1,
            customer=customer,
            code=code,
            seconds=_seconds(kind) if seconds is None else seconds,
            accept=kind not in REFUSING if accept is None else accept,
            details=details,
            http_status=http_status,
            number=number,
        )
        self._rules[rule.id] = rule
        self.changed()
        return rule

    def take(self, kinds: frozenset[str], customer: str | None, number: str | None = None) -> Rule | None:
        """The oldest rule of these kinds for this customer and number, used once."""
        if not self._rules:
            return None
        for rule in self._rules.values():
            if rule.kind in kinds and rule.customer in (None, customer) and rule.number in (None, number):
                self._use(rule)
                return rule
        return None

    def remove(self, id: int) -> bool:
        """Disarm one rule."""
        found = self._rules.pop(id, None) is not None
        if found:
            self.changed()
        return found

    def clear(self, kind: Kind | None = None) -> None:
        """Disarm all rules, or all of a kind."""
        self._rules = {id: rule for id, rule in self._rules.items() if kind and rule.kind != kind}
        self.changed()

    def holds(self) -> bool:
        """Whether some rule keeps webhooks back."""
        return any(rule.kind == "hold_webhooks" for rule in self._rules.values())

    def _use(self, rule: Rule) -> None:
        if rule.left is None:
            return
        rule.left -= 1
        if rule.left <= 0:
            del self._rules[rule.id]
        self.changed()


def _seconds(kind: Kind) -> float:
    return {"slow": 5.0, "media_slow": 5.0, "cut": 1.0, "shuffle_webhooks": 0.3}.get(kind, 0.0)
