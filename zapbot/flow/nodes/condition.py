"""`condition`: choose where to go by what is known."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zapbot.flow import patterns, template, words
from zapbot.flow.node import Body, Go, Move, Regex, Stop, Words
from zapbot.flow.node import Condition as Test
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn


class Case(BaseModel):
    """One case: `if`, `is` or `matches` with its `next`, or the last `else`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    if_: Test | None = Field(None, alias="if")
    is_: Words | None = Field(None, alias="is")
    matches: Regex | None = None
    else_: str | None = Field(None, alias="else")
    next: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Case":
        tests = [t for t in (self.if_, self.is_, self.matches) if t is not None]
        if self.else_ is not None:
            if tests or self.next:
                raise ValueError("else stands alone: write {else: node}")
            return self
        if len(tests) != 1:
            raise ValueError("a case has exactly one of if, is, matches, else")
        if not self.next:
            raise ValueError("next is missing: name the node this case leads to")
        return self


class Condition(Body):
    """A list of cases tried from the top; the last one is `else`."""

    shorthand: ClassVar[str | None] = "cases"
    falls_through: ClassVar[bool] = False

    value: Test | None = None
    cases: list[Case] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_with_else(self) -> "Condition":
        if self.cases[-1].else_ is None:
            raise ValueError("the last case must be else: add - {else: node}")
        if any(case.else_ is not None for case in self.cases[:-1]):
            raise ValueError("else must be the last case: what stands below it is never reached")
        if self.value is None and any(case.is_ or case.matches for case in self.cases):
            raise ValueError("is and matches compare a value: add value: last.text")
        return self

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        for i, case in enumerate(self.cases):
            if case.else_ is not None:
                yield ("cases", i, "else"), "else", case.else_
            elif case.next:
                yield ("cases", i, "next"), f"cases.{i + 1}", case.next

    def conditions(self) -> Iterator[tuple[Path, str]]:
        if self.value:
            yield ("value",), self.value
        for i, case in enumerate(self.cases):
            if case.if_:
                yield ("cases", i, "if"), case.if_

    def enter(self, turn: Turn) -> Move:
        value = turn.evaluate(self.value) if self.value else None
        for i, case in enumerate(self.cases):
            rule = _applies(case, value, turn)
            if rule is not None:
                exit, target = ("else", case.else_) if case.else_ is not None else (f"cases.{i + 1}", case.next)
                assert target is not None
                turn.note("condition", rule, f"{exit} → {target}")
                return Go(exit, target)
        return Stop("failed")


def _applies(case: Case, value: Any, turn: Turn) -> str | None:
    """The rule that holds, in words; None when it does not."""
    if case.else_ is not None:
        return "else"
    if case.if_ is not None:
        return f"if {case.if_}" if turn.evaluate(case.if_) else None
    said = words.plain(template.show(value))
    if case.is_ is not None:
        return next((f"is {w}" for w in case.is_ if words.plain(w) == said), None)
    assert case.matches is not None
    return f"matches {case.matches}" if patterns.matches(case.matches, said) else None
