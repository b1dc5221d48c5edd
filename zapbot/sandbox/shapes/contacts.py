"""Contact cards (Cloud API, contacts messages)."""

from __future__ import annotations

import re

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.fields import Fields

_BIRTHDAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NAMES = ("first_name", "last_name", "middle_name", "suffix", "prefix")
_LISTS = {
    "phones": ("phone", "type", "wa_id"),
    "emails": ("email", "type"),
    "urls": ("url", "type"),
    "addresses": ("street", "city", "state", "zip", "country", "country_code", "type"),
}


def contact(value: Fields) -> None:
    """One card: a formatted name, one more part of the name, and what else is known."""
    name = value.object("name")
    name.text("formatted_name", 1000)
    if not [part for part in _NAMES if name.maybe_text(part, 1000)]:
        raise GraphError(131008, f"{name.path} needs at least one of {', '.join(_NAMES)}.")
    name.done()
    for key, parts in _LISTS.items():
        for entry in value.maybe_objects(key, 50):
            if key != "addresses":
                entry.text(parts[0], 1000)
            _texts(entry, *parts)
    if org := value.maybe_object("org"):
        _texts(org, "company", "department", "title")
    birthday = value.maybe_text("birthday", 10)
    if birthday is not None and not _BIRTHDAY.fullmatch(birthday):
        raise value.invalid("birthday", "must be YYYY-MM-DD")
    value.done()


def _texts(entry: Fields, *keys: str) -> None:
    for key in keys:
        entry.maybe_text(key, 1000, shortest=0)
    entry.done()
