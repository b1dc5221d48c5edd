"""Finding people and what was said: as one types above the list, and as a page of its own address."""

import re
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter
from markupsafe import Markup, escape
from sqlite_utils import Database

from zapbot.store import conversations, search
from zapbot.web import pages, sessions
from zapbot.web.inbox import listing
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

MOST_CONTACTS = 6
MOST_HITS = 20

Words = Annotated[str, QueryParameter(max_length=200)]


class Search(Controller):
    """What was found for some words."""

    path = "/search"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/", sync_to_thread=True)
    def find(self, request: AnyRequest, state: State, q: Words = "") -> Response[Any]:
        """Contacts and messages: by themselves, or beside the list."""
        with opened(state) as db:
            context = found(db, q)
            if request.headers.get("hx-request"):
                return pages.page(request, "inbox/_found.html", **context, **listing.clock(request))
            context |= listing.shown(request, db) | {"q": q}
        return pages.page(request, "inbox/index.html", section="inbox", view=None, **context)

    @get("/more", sync_to_thread=True)
    def more(self, request: AnyRequest, state: State, before: FromQuery[int], q: Words = "") -> Response[Any]:
        """Older messages that hold the words."""
        with opened(state) as db:
            context = _hits(db, q, before)
        return pages.page(request, "inbox/_hits.html", q=q, marked=marked, **context, **listing.clock(request))


def found(db: Database, words: str) -> dict[str, Any]:
    """What the template of the findings needs."""
    people = [(one, conversations.latest(db, one.id)) for one in search.contacts(db, words, MOST_CONTACTS)]
    return {"q": words, "found": people, "marked": marked, **_hits(db, words)}


def marked(extract: str) -> Markup:
    """An extract with the words that were found in it marked; all else is text."""
    escaped = str(escape(extract))
    shown = re.sub(r"\x02([^\x02\x03]*)\x03", r"<mark>\1</mark>", escaped)
    return Markup(re.sub(r"[\x02\x03]", "", shown))  # noqa: S704 — escaped above; only our own tags were put in


def _hits(db: Database, words: str, before: int | None = None) -> dict[str, Any]:
    hits = search.messages(db, words, MOST_HITS + 1, before)
    return {"hits": hits[:MOST_HITS], "older": hits[MOST_HITS - 1].message_id if len(hits) > MOST_HITS else None}
