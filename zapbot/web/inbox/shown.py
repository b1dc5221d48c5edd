"""A thread's messages as a visitor sees them: their language, the business's zone, the words of its templates."""

import time
from collections.abc import Sequence

from litestar.datastructures import State
from sqlite_utils import Database

from zapbot.desk import send
from zapbot.desk.settle import stopped
from zapbot.model import Conversation
from zapbot.store import conversations, templates, waiting
from zapbot.store.threads import Bubble
from zapbot.templates import Definition
from zapbot.web import bubbles, catalogue, pages
from zapbot.web.bubbles import Shown, Words
from zapbot.web.pages import AnyRequest


def words(
    request: AnyRequest, state: State, db: Database, conversation: Conversation, found: Sequence[Bubble]
) -> Words:
    """What these messages of a conversation's thread are shown with."""
    definitions: dict[tuple[str, str], Definition] = {}
    for name, language in bubbles.templates_of(found):
        template = templates.get(db, name, language)
        if template is not None and template.definition is not None:
            definitions[name, language] = template.definition
    now, waits = time.time(), [bubble.id for bubble in found if bubble.status == "pending"]
    grace = state.settings.unknown_grace_seconds
    return Words(
        catalogue.words(pages.language(request)),
        state.settings.zone,
        now,
        definitions,
        send.is_open(db, conversation, now),
        stopped(db, conversation.number) is not None,
        waiting.behind(db, waits, now, grace) if waits else {},
    )


def one(request: AnyRequest, state: State, db: Database, bubble: Bubble) -> Shown:
    """A message by itself."""
    conversation = conversations.get(db, bubble.conversation_id)
    (shown,) = bubbles.shown([bubble], words(request, state, db, conversation, [bubble]), bubble)
    return shown
