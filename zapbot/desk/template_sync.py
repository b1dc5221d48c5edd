"""Keeping the templates as the provider has them: read in full now and then, changed by what it tells meanwhile."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.connector import TemplateChange, TemplateCopy
from zapbot.store import journal, settings, templates
from zapbot.store.templates import Template
from zapbot.templates import language

EVERY_SECONDS = 6 * 3600.0
AGAIN_SECONDS = 15 * 60.0
"""After a failure."""
OFFLINE_SECONDS = 60.0
"""After a failure to reach the provider at all, as when the machine has just started."""
GAP_SECONDS = 30.0
"""Between two reads, however many changes are told."""
DOUBTS = {132001: "MISSING", 132015: "PAUSED", 132016: "DISABLED"}
"""The errors of a send that speak about its template, and what they make of it until it is read again."""

_READ_AT = "templates.read_at"
_NEXT_AT = "templates.next_at"


def sync(db: Database, copies: Sequence[TemplateCopy], asked_at: float, now: float) -> list[str]:
    """Make these the templates there are; the names of those that are gone. Runs in the caller's transaction.

    `asked_at` is when they were asked for: what was told since is newer.
    """
    for copy in copies:
        _keep(db, copy, asked_at, now)
    kept = {(copy.definition.name, copy.definition.language) for copy in copies}
    gone = templates.remove_others(db, kept, asked_at, now)
    for key in gone:
        _note(db, *key, now, status=templates.DELETED)
    settings.put(db, _READ_AT, now, now)
    settings.put(db, _NEXT_AT, now + EVERY_SECONDS, now)
    return [name for name, _ in gone]


def change(db: Database, change: TemplateChange, now: float) -> None:
    """Apply what a webhook tells about a template. What it does not tell is read soon."""
    at = min(now, change.at + 1.0)  # told in whole seconds: it may have happened at the end of that second
    key = change.name, change.language
    known = templates.get(db, *key)
    templates.change(db, msgspec.structs.replace(change, at=at))
    told = _news(known, templates.get(db, *key))
    if told:
        _note(db, *key, now, **told)
    if change.reworded or known is None or known.definition is None:
        ask_again(db, now)


def doubt(db: Database, message_id: int, code: int | None, reason: str, now: float) -> None:
    """A message was refused: if that is on account of its template, none goes out before it was read anew."""
    template, status = templates.of_message(db, message_id), DOUBTS.get(code or 0)
    if template is None or status is None:
        return
    key = template.name, language(template.language)
    if templates.mark(db, *key, status, reason, now):
        _note(db, *key, now, status=status, reason=reason)
        ask_again(db, now)


def created(db: Database, copy: TemplateCopy, asked_at: float, now: float) -> None:
    """A template was handed in."""
    _keep(db, copy, asked_at, now)


def deleted(db: Database, name: str, languages: Sequence[str], now: float) -> None:
    """A template was deleted on our behalf."""
    for code in languages:
        if templates.mark(db, name, code, templates.DELETED, None, now):
            _note(db, name, code, now, status=templates.DELETED)


def ask_again(db: Database, now: float) -> None:
    """Have the templates read soon."""
    soon = max(now, (read_at(db) or 0.0) + GAP_SECONDS)
    settings.put(db, _NEXT_AT, min(soon, next_at(db)), now)


def failed(db: Database, now: float, left: bool = True) -> None:
    """They could not be read: try again later, or soon when the question never `left` this machine."""
    settings.put(db, _NEXT_AT, now + (AGAIN_SECONDS if left else OFFLINE_SECONDS), now)


def next_at(db: Database) -> float:
    """When the templates are to be read next; 0 when they never were."""
    return float(settings.get(db, _NEXT_AT) or 0.0)


def read_at(db: Database) -> float | None:
    """When the templates were last read in full; None when they never were."""
    at = settings.get(db, _READ_AT)
    return None if at is None else float(at)


def _news(before: Template | None, after: Template | None) -> dict[str, Any]:
    """What is different about a template, and known; a change told twice is no news."""
    facts = ("status", "quality", "category", "next_category", "reason")
    values = {fact: getattr(after, fact, None) for fact in facts}
    return {fact: value for fact, value in values.items() if value and value != getattr(before, fact, None)}


def _keep(db: Database, copy: TemplateCopy, asked_at: float, now: float) -> None:
    key = copy.definition.name, copy.definition.language
    before = templates.get(db, *key)
    templates.put(db, copy, asked_at, now)
    after = templates.get(db, *key)
    if after and (before is None or before.status != after.status):
        _note(db, *key, now, status=after.status)


def _note(db: Database, name: str, code: str, now: float, **told: object) -> None:
    data: dict[str, Any] = {"name": name, "language": code, **told}
    journal.append(db, "template.changed", now, **data)
