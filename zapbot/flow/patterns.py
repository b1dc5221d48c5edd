"""Regular expressions by RE2: linear time, so no text of a customer can hang the bot."""

from functools import lru_cache
from typing import Any

import re2

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20


@lru_cache(maxsize=1024)
def compile(pattern: str) -> Any:
    """A compiled pattern; ValueError says why RE2 refuses it."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        raise ValueError(f"the regex {pattern!r} is refused: {reason}") from None


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return compile(pattern).search(text) is not None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is the pattern."""
    return compile(pattern).fullmatch(text) is not None
