"""Regular expressions by RE2: linear time, so no text of a customer can hang the bot."""

import re
from functools import lru_cache
from typing import Any

import re2

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20

_INSTEAD = {
    r"operator: \(\?<?[=!]": "looking ahead or behind can take forever on a long text; match the words themselves",
    r"sequence: \\[1-9kg]|operator: \(\?P$": "a back-reference can take forever on a long text; write the words out",
    r"operator: \(\?[>(]|bad repetition": "only patterns that may take forever need this; leave it out",
    r"repetition size": "the smaller number comes first and 1000 is the most, multiplied where they are nested",
    r"too large": "it is too large to be quick; shorten it or repeat less",
}
"""Why RE2 does not take what other engines do, and what to write instead."""


@lru_cache(maxsize=1024)
def compile(pattern: str) -> Any:
    """A compiled pattern; ValueError says why RE2 refuses it."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        advice = next((advice for known, advice in _INSTEAD.items() if re.search(known, reason)), "")
        raise ValueError(f"the regex {pattern!r} is refused: {reason}{advice and f' ({advice})'}") from None


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return compile(pattern).search(text) is not None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is the pattern."""
    return compile(pattern).fullmatch(text) is not None
