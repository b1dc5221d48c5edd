"""Turns what pydantic found into sentences for the person who wrote the flow."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

_ADVICE = re.compile(r"""((?>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|.)*?): (.*)""", re.DOTALL)
"""A colon outside quotes: what an author wrote may hold one too."""

_KINDS = {
    "string_type": "must be a text",
    "dict_type": "must be keys and values",
    "list_type": "must be a list",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "model_type": "must be keys and values",
    "model_attributes_type": "must be keys and values",
}


def explain(error: Any, key: str | int, keys: Iterable[str]) -> tuple[str, str]:
    """A pydantic error at a key as (what is wrong, what to write instead); `keys` are those the place allows."""
    name = f"entry {key + 1}" if isinstance(key, int) else repr(key)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{name} is not a key here", nearest(str(key), keys)
    if kind == "missing":
        return f"{name} is missing", f"add {key}:"
    if kind == "value_error":
        return split(str(context["error"]))
    if kind == "literal_error":
        return f"{name} cannot be {_quote(error['input'])}", f"use {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{name} cannot be {_quote(error['input'])}", "use lower-case letters, digits, - and _"
    if kind == "too_short":
        return f"{name} has {context['actual_length']} entries", f"give it at least {context['min_length']}"
    if kind in _KINDS:
        return f"{name} {_KINDS[kind]}", ""
    return f"{name}: {error['msg'].lower()}", ""


def nearest(wrong: str, allowed: Iterable[str]) -> str:
    """Advice that names the key meant, or all there are."""
    names = list(allowed)
    close = difflib.get_close_matches(wrong, names, n=1)
    return f"did you mean {close[0]}?" if close else f"use {', '.join(names)}"


def _quote(value: Any) -> str:
    return "empty" if value is None else repr(value)


def split(message: str) -> tuple[str, str]:
    """A validator's `what is wrong: what to do` in two."""
    found = _ADVICE.fullmatch(message)
    return (found[1], found[2]) if found else (message, "")
