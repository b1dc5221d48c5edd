"""A thread's messages as a visitor sees them: their language, the business's zone, the words of its templates."""

import time
from collections.abc import Iterable

from litestar.datastructures import State
from sqlite_utils import Database

from zapbot.store import templates
from zapbot.store.threads import Bubble
from zapbot.templates import Definition
from zapbot.web import bubbles, catalogue, pages
from zapbot.web.bubbles import Shown, Words
from zapbot.web.pages import AnyRequest


def words(request: AnyRequest, state: State, db: Database, found: Iterable[Bubble]) -> Words:
    """What these messages are shown with."""
    definitions: dict[tuple[str, str], Definition] = {}
    for name, language in bubbles.templates_of(found):
        template = templates.get(db, name, language)
        if template is not None and template.definition is not None:
            definitions[name, language] = template.definition
    return Words(catalogue.words(pages.language(request)), state.settings.zone, time.time(), definitions)


def one(request: AnyRequest, state: State, db: Database, bubble: Bubble) -> Shown:
    """A message by itself."""
    (shown,) = bubbles.shown([bubble], words(request, state, db, [bubble]), bubble)
    return shown
