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
from zapbot.web import catalogue, pages, sessions, shortcuts
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sessions import Visitor

Words = Mapping[str, str]

MOST_OF_A_KIND = 8
PLACES = (
    ("frame.inbox", "/", "agent"),
    ("frame.contacts", "/contacts", "agent"),
    ("frame.reports", "/reports", "supervisor"),
    ("frame.campaigns", "/campaigns", "supervisor"),
    ("frame.flows", "/flows", "agent"),
    ("frame.admin", "/admin", "admin"),
    ("frame.profile", "/profile", "agent"),
)
INSIDE = ("reply", "note", "attach", "resolve", "resolve_next", "snooze")
NOT_OFFERED = ("palette", "close")
"""Keys that make no sense as a choice: the palette is open already, and Esc leaves it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what it says, and what choosing it does: go somewhere, act as a key would, or write something.

    What makes sense inside a conversation only says so.
    """

    text: str
    about: str = ""
    href: str = ""
    name: str = ""
    insert: str = ""
    inside: bool = False


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
        shown = [(name, found[:MOST_OF_A_KIND]) for name, found in groups.items() if found]
        return pages.page(request, "_palette.html", groups=shown)


def _actions(words: Words, typed: str) -> list[Choice]:
    offered = [shortcut for shortcut in shortcuts.ALL if shortcut.name not in NOT_OFFERED]
    choices = [
        Choice(words[f"keys.{key.name}"], "+".join(key.parts), name=key.name, inside=key.name in INSIDE)
        for key in offered
    ]
    return [choice for choice in choices if _fits(choice.text, typed)]


def _places(words: Words, typed: str, who: Visitor) -> list[Choice]:
    choices = [Choice(words[key], href=path) for key, path, role in PLACES if who.may(role)]
    return [choice for choice in choices if _fits(choice.text, typed)]


def _conversations(db: Database, typed: str) -> list[Choice]:
    found = ((contact, conversations.latest(db, contact.id)) for contact in search.contacts(db, typed, MOST_OF_A_KIND))
    return [Choice(_named(contact), _number(contact), href=f"/c/{id}") for contact, id in found if id is not None]


def _canned(db: Database, typed: str) -> list[Choice]:
    asked = typed.removeprefix("/")
    return [
        Choice(f"/{reply.shortcut}", reply.text, insert=f"/{reply.shortcut}", inside=True)
        for reply in canned_replies.listed(db)
        if _fits(f"{reply.shortcut} {reply.text}", asked)
    ]


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
