"""The closed little language of `if:` and `{{ }}`: values, comparison, `and`, `or`, `not`, `in`.

Its grammar is a small part of Python's, so `ast` parses it; nothing is ever evaluated as Python. An expression
is compiled once to closures over a lookup. Comparing texts ignores case, accents and punctuation, and a value
that is not set yet (null) is neither less nor greater than anything.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zapbot.flow import words

MAX_LENGTH = 500
_LANGUAGE = 'write comparisons such as tipo == "moto" and ano < 2005'

Lookup = Callable[[str], Any]
Evaluate = Callable[[Lookup], Any]


class ExpressionError(ValueError):
    """An expression that is not in the language; the message says why."""


class ComparisonError(ValueError):
    """Two values that cannot be put in order, such as a text and a number."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression and the names it reads."""

    text: str
    names: frozenset[str]
    evaluate: Evaluate


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """Compile an expression; ExpressionError says what is not understood."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"cannot read {text.strip()!r}: {_LANGUAGE}") from None
    names: set[str] = set()
    evaluate = _compile(tree.body, names)
    return Expression(text, frozenset(names), evaluate)


def _compile(node: ast.expr, names: set[str]) -> Evaluate:
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        raise ExpressionError(f"{ast.unparse(node)!r} is not part of the language: {_LANGUAGE}")
    return compiler(node, names)


def _constant(node: ast.Constant, _: set[str]) -> Evaluate:
    if not isinstance(node.value, (str, int, float, bool)):
        raise ExpressionError(f"{ast.unparse(node)!r} is not a value of the language")
    value = node.value
    return lambda _: value


def _name(node: ast.Name, names: set[str]) -> Evaluate:
    literals: Mapping[str, Any] = {"true": True, "false": False, "null": None}
    if node.id in literals:
        value = literals[node.id]
        return lambda _: value
    names.add(node.id)
    name = node.id
    return lambda lookup: lookup(name)


def _attribute(node: ast.Attribute, names: set[str]) -> Evaluate:
    parts: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name):
        raise ExpressionError(f"{ast.unparse(node)!r} is not a name")
    name = ".".join([inner.id, *reversed(parts)])
    names.add(name)
    return lambda lookup: lookup(name)


def _all_or_any(node: ast.BoolOp, names: set[str]) -> Evaluate:
    parts = [_compile(value, names) for value in node.values]
    wants = isinstance(node.op, ast.Or)

    def evaluate(lookup: Lookup) -> Any:
        value = None
        for part in parts:
            value = part(lookup)
            if bool(value) is wants:
                return value
        return value

    return evaluate


def _negation(node: ast.UnaryOp, names: set[str]) -> Evaluate:
    inner = _compile(node.operand, names)
    if isinstance(node.op, ast.Not):
        return lambda lookup: not inner(lookup)
    if isinstance(node.op, ast.USub) and _is_number(node.operand):
        return lambda lookup: -inner(lookup)
    raise ExpressionError(f"{ast.unparse(node)!r} is not part of the language")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _list(node: ast.List | ast.Tuple, names: set[str]) -> Evaluate:
    items = [_compile(item, names) for item in node.elts]
    return lambda lookup: [item(lookup) for item in items]


def _comparison(node: ast.Compare, names: set[str]) -> Evaluate:
    values = [_compile(value, names) for value in (node.left, *node.comparators)]
    try:
        compares = [_COMPARISONS[type(op)] for op in node.ops]
    except KeyError:
        raise ExpressionError(f"{ast.unparse(node)!r}: use ==, !=, <, <=, >, >=, in or not in") from None

    def evaluate(lookup: Lookup) -> bool:
        left = values[0](lookup)
        for compare, value in zip(compares, values[1:], strict=True):
            right = value(lookup)
            if not compare(left, right):
                return False
            left = right
        return True

    return evaluate


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; texts are compared without case, accents and punctuation."""
    if isinstance(left, str) and isinstance(right, str):
        return words.plain(left) == words.plain(right)
    return bool(left == right)


def _order(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        if left is None or right is None:
            return False
        try:
            return test(_comparable(left), _comparable(right))
        except TypeError:
            raise ComparisonError(f"cannot compare {left!r} with {right!r}") from None

    return compare


def _comparable(value: Any) -> Any:
    return words.plain(value) if isinstance(value, str) else value


def _within(left: Any, right: Any) -> bool:
    if isinstance(right, str):
        return isinstance(left, str) and words.contains(words.plain(right), words.plain(left))
    if isinstance(right, (list, tuple, frozenset)):
        return any(equal(left, item) for item in right)
    return False


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: equal,
    ast.NotEq: lambda left, right: not equal(left, right),
    ast.Lt: _order(lambda left, right: left < right),
    ast.LtE: _order(lambda left, right: left <= right),
    ast.Gt: _order(lambda left, right: left > right),
    ast.GtE: _order(lambda left, right: left >= right),
    ast.In: _within,
    ast.NotIn: lambda left, right: not _within(left, right),
}

_COMPILERS: dict[type[ast.expr], Callable[[Any, set[str]], Evaluate]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.BoolOp: _all_or_any,
    ast.UnaryOp: _negation,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Compare: _comparison,
}
