"""`/palette`: what a few typed letters may mean: something to do, a place, a conversation, a ready answer."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import QueryParameter
from sqlite_utils import Database

from zapbot.phone import pretty
from zapbot.store import canned_replies, conversations, search
from zapbot.web import catalogue, pages, places, sessions, shortcuts
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sessions import Visitor

Words = Mapping[str, str]

MOST_OF_A_KIND = 8
"""Conversations and ready answers; there is an end to what can be done, and all of it is offered."""
NOT_OFFERED = ("palette", "close")
"""Keys that make no sense as a choice: the palette is open already, and Esc leaves it."""
WITHOUT_KEY = ("take-over", "hand-back", "assign", "reopen", "label", "sign-out")
INSIDE = {
    "reply": "#compose",
    "note": "#compose",
    "attach": "#compose",
    "take-over": "#handling [data-act=take-over]",
    "hand-back": "#handling [data-key=hand-back]",
    "assign": "#handling [data-key=assign]",
    "resolve": "#handling [data-act=resolve]",
    "resolve_next": "#handling [data-act=resolve]",
    "reopen": "#handling [data-act=reopen]",
    "snooze": "#handling [data-key=snooze]",
    "label": "#contact input[name=add]",
}
"""What must be on the page for something to be done: a selector."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what it says, and what choosing it does: go somewhere, act as a key would, or write something.

    `inside` is a selector: without what it selects on the page the choice makes no sense there.
    """

    text: str
    about: str = ""
    href: str = ""
    name: str = ""
    insert: str = ""
    inside: str = ""


class Palette(Controller):
    """The choices for what was typed."""

    path = "/palette"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/", sync_to_thread=True)
    def choices(
        self, request: AnyRequest, state: State, q: Annotated[str, QueryParameter(max_length=100)] = ""
    ) -> Response[Any]:
        """The choices in groups; groups without any are left out."""
        who = sessions.visitor(request)
        assert who is not None
        words, typed = catalogue.words(pages.language(request)), q.strip()
        groups = {"actions": _actions(words, typed), "places": _places(words, typed, who)}
        if typed:
            with opened(state) as db:
                groups = {"conversations": _conversations(db, typed), **groups, "canned": _canned(db, typed)}
        shown = [(name, found) for name, found in groups.items() if found]
        return pages.page(request, "_palette.html", groups=shown, typed=q)


def _actions(words: Words, typed: str) -> list[Choice]:
    keys = [(f"keys.{key.name}", "+".join(key.parts), key.name) for key in shortcuts.ALL if key.name not in NOT_OFFERED]
    others = [(f"palette.{name}", "", name) for name in WITHOUT_KEY]
    choices = [
        Choice(words[text], about, name=name, inside=INSIDE.get(name, "")) for text, about, name in keys + others
    ]
    return [choice for choice in choices if _fits(choice.text, typed)]


def _places(words: Words, typed: str, who: Visitor) -> list[Choice]:
    allowed = [place for place in places.ALL if who.may(place.role) and (typed or not place.of)]
    choices = [Choice(words[place.name], words[place.of] if place.of else "", href=place.path) for place in allowed]
    return [choice for choice in choices if _fits(f"{choice.text} {choice.about}", typed)]


def _conversations(db: Database, typed: str) -> list[Choice]:
    found = ((contact, conversations.latest(db, contact.id)) for contact in search.contacts(db, typed, MOST_OF_A_KIND))
    return [Choice(_named(contact), _number(contact), href=f"/c/{id}") for contact, id in found if id is not None]


def _canned(db: Database, typed: str) -> list[Choice]:
    asked = typed.removeprefix("/")
    return [
        Choice(f"/{reply.shortcut}", reply.text, insert=f"/{reply.shortcut}", inside="#compose")
        for reply in canned_replies.listed(db)
        if _fits(f"{reply.shortcut} {reply.text}", asked)
    ][:MOST_OF_A_KIND]


def _named(contact: search.Found) -> str:
    return contact.name or _number(contact) or (f"@{contact.username}" if contact.username else "—")


def _number(contact: search.Found) -> str:
    return pretty(contact.phone) if contact.phone else ""


def _fits(text: str, typed: str) -> bool:
    """Whether every typed word is in a text, capitals and accents ignored."""
    plain = _plain(text)
    return all(word in plain for word in _plain(typed).split())


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
