"""Sentences of the desk as a page says them: in the visitor's language, as far as the catalogue has them.

The desk speaks English, to programs and in the terminal. What has no words here is shown as it came, which is better
than nothing.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from litestar import Response

from zapbot.web import catalogue, pages
from zapbot.web.pages import AnyRequest

KEYS = (
    (r"has no phone", "reason.no_phone"),
    (r"the spreadsheet shortened the phone to (?P<what>.+): format its column as text", "reason.shortened"),
    (r"'(?P<what>.*)' is not a phone number; write it like .+", "reason.not_a_phone"),
    (r"has (?P<has>\d+) columns where the first line names (?P<named>\d+)", "reason.columns"),
    (r"has no value for \{(?P<what>.+)\}", "reason.no_value"),
    (r"the contact has no phone and no user id", "reason.no_address"),
    (r"the variable (?P<what>\S+) has a line break.+", "reason.uneven"),
    (r".*the variable (?P<what>\S+) is empty.*", "reason.no_value"),
    (r".*has no column for the phone.*", "reason.no_phone_column"),
    (r".*is not a text file.*", "reason.not_text"),
    (r".*names a column twice: (?P<what>.+)", "reason.column_twice"),
    (r"this list is here no more.*", "reason.list_gone"),
    (r"there is a campaign '.*' already.*", "campaigns.wrong.name_taken"),
    (r"nobody would get this campaign.*", "reason.nobody"),
    (r"a person paused it", "reason.paused"),
    (r"the campaign was stopped", "reason.stopped"),
    (r"waits for the time it was planned for", "reason.planned"),
    (r"waits: it is quiet from (?P<what>.+) to (?P<until>.+)", "reason.quiet"),
    (r"waits: the number's messaging limit for 24 hours is used up", "reason.limit"),
    (r"the number cannot send: (?P<what>.+)", "reason.number"),
    (r"WhatsApp rates the number's quality (?P<what>\S+): .+", "reason.quality"),
    (r"WhatsApp restricted the number because of spam reports.*", "reason.restricted"),
    (r"(?P<has>\d+) of (?P<named>\d+) messages failed: .+", "reason.failures"),
    (r"(?P<has>\d+) of (?P<named>\d+) people cannot be reached: .+", "reason.unreachable"),
    (r"this person got it by another address already", "reason.twice"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), key) for pattern, key in KEYS)


def page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    """A page that can say them: `spoken(sentence)`."""
    words = catalogue.words(pages.language(request))
    return pages.page(request, template, code, spoken=partial(spoken, words), **context)


def spoken(words: Mapping[str, str], sentence: str) -> str:
    """A sentence of the desk, in the words of a catalogue."""
    for pattern, key in _PATTERNS:
        found = pattern.fullmatch(sentence.strip())
        if found:
            return words[key].format(**found.groupdict())
    return sentence
