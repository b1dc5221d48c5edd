"""The pane beside a conversation: who the person is, and what is changed about them."""

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import block, consent, contact_edit, contact_note, prices
from zapbot.desk.merge import UNDO_SECONDS
from zapbot.errors import NotFoundError, UsageError
from zapbot.model import Contact, Conversation
from zapbot.settings import Settings
from zapbot.store import (
    charges,
    consents,
    contact_merges,
    contact_notes,
    contact_pane,
    contacts,
    conversations,
    users,
    windows,
)
from zapbot.store.db import transaction
from zapbot.web import pages, sessions
from zapbot.web.inbox import moments
from zapbot.web.inbox.blocked import Told, told
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

HUES = 8
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Label:
    """A label and its colour: the one it was given, else one that follows from its name."""

    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class About:
    """All the pane shows; without a conversation it is the contact's own page."""

    contact: Contact
    known: contact_pane.Known
    phones: list[str]
    labels: list[Label]
    marketing: consents.Marketing
    decided_by: str
    """The person of the team who wrote down what the contact wants, if one did."""
    notes: list[contact_notes.Note]
    past: list[contact_pane.Past]
    files: list[contact_pane.Kept]
    merges: list[contact_merges.Merge]
    told: list[Told]
    """What the channel says of a block."""
    conversation: Conversation | None
    window: float | None
    """When the customer last wrote to the number of the conversation."""
    costs: list[prices.Cost]
    total: str

    @property
    def closes(self) -> float | None:
        """When its 24-hour window closes or closed."""
        return moments.closes(self.window) if self.window else None


def about(db: Database, settings: Settings, contact_id: int, conversation_id: int | None = None) -> About:
    """What the pane shows of a contact. Raises NotFoundError, also for a conversation that is not theirs."""
    contact = contacts.get(db, contact_id)
    conversation = conversations.get(db, conversation_id) if conversation_id is not None else None
    if conversation is not None and conversation.contact_id != contact_id:
        raise NotFoundError(f"conversation {conversation_id} is not of contact {contact_id}")
    counts = charges.of_conversation(db, conversation.id) if conversation else []
    costs = prices.costs(counts, prices.parse(settings.prices))
    colours = contact_pane.colours(db) if contact.tags else {}
    known, marketing = contact_pane.known(db, contact_id), consents.get(db, contact_id)
    return About(
        contact,
        known,
        contact_pane.phones(db, contact_id),
        [Label(tag, hue(tag, colours)) for tag in contact.tags],
        marketing,
        users.name_of(db, marketing.source or ""),
        contact_notes.of_contact(db, contact_id),
        contact_pane.conversations(db, contact_id),
        contact_pane.files(db, contact_id),
        contact_merges.of_contact(db, contact_id, time.time() - UNDO_SECONDS),
        told(db, contact_id, known.blocked_at is not None),
        conversation,
        windows.last_inbound(db, contact_id, conversation.number) if conversation else None,
        costs,
        prices.money(prices.total(costs), settings.currency),
    )


def hue(tag: str, colours: dict[str, str]) -> int:
    """The colour a label has or gets by itself, as one of eight."""
    given = colours.get(tag, "")
    return (int(given) if given.isdecimal() else zlib.crc32(tag.encode())) % HUES


class ContactPane(Controller):
    """The pane, and a form for each thing in it. They also work as plain forms."""

    path = "/contacts/{id:int}"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/pane", sync_to_thread=True)
    def pane(
        self, request: AnyRequest, state: State, id: FromPath[int], conversation: FromQuery[int | None] = None
    ) -> Response[Any]:
        """The pane by itself."""
        return _drawn(request, state, id, conversation)

    @post("/name", status_code=200, sync_to_thread=True)
    def name(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Call them something else."""
        name = _text(data, "name")
        return _changed(request, state, id, data, lambda db, by: _change(db, id, by, name=name))

    @post("/labels", status_code=200, sync_to_thread=True)
    def labels(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Put a label on, or take one off."""
        added = {tag.strip() for tag in _text(data, "add").split(",")} - {""}

        def relabel(db: Database, by: str) -> None:
            before = set(contacts.get(db, id).tags)
            _change(db, id, by, tags=sorted((before | added) - {data.get("remove", "")}))

        return _changed(request, state, id, data, relabel)

    @post("/fields", status_code=200, sync_to_thread=True)
    def fields(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Set a lasting field; an empty value takes it away."""
        name, value = _text(data, "name"), data.get("value", "").strip()[:2000]
        if not name or name == "name":
            return _refused(request, state, id, data, "contact.bad_field")
        return _changed(request, state, id, data, lambda db, by: _change(db, id, by, fields={name: value or None}))

    @post("/marketing", status_code=200, sync_to_thread=True)
    def marketing(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Keep that they agreed to marketing, or want none, and how that is known."""
        wishes = {"in": consent.opt_in, "out": consent.opt_out}
        wish, how, now = wishes.get(data.get("wants", "")), _text(data, "how"), time.time()
        if wish is None or (data.get("wants") == "in" and not how):
            return _refused(request, state, id, data, "contact.say_how")

        def decide(db: Database, by: str) -> None:
            with transaction(db):
                contacts.get(db, id)
                wish(db, id, by, now, now, how)

        return _changed(request, state, id, data, decide)

    @post("/notes", status_code=200, sync_to_thread=True)
    def note(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Write a note about them, or take one away."""
        remove = data.get("remove", "")
        if remove.isdecimal():
            return _changed(
                request, state, id, data, lambda db, by: contact_note.take_away(db, id, int(remove), by, time.time())
            )
        try:
            text = data.get("text", "")
            return _changed(request, state, id, data, lambda db, by: contact_note.write(db, id, text, by, time.time()))
        except UsageError:
            return _refused(request, state, id, data, "contact.bad_note")

    @post("/block", status_code=200, sync_to_thread=True)
    def block(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Hear no more of them."""
        answer = _changed(request, state, id, data, lambda db, by: block.block(db, id, by, time.time()))
        state.queue.nudge("blocks")
        return answer

    @post("/unblock", status_code=200, sync_to_thread=True)
    def unblock(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Hear them again."""
        answer = _changed(request, state, id, data, lambda db, by: block.unblock(db, id, by, time.time()))
        state.queue.nudge("blocks")
        return answer


def who(request: AnyRequest) -> str:
    """The person who does something, as the journal and the audit name them."""
    visitor = sessions.visitor(request)
    assert visitor is not None
    return f"user:{visitor.user.id}"


def _change(db: Database, id: int, by: str, **changes: Any) -> None:
    contact_edit.change(db, id, time.time(), by=by, **changes)


def _changed(
    request: AnyRequest, state: State, id: int, data: dict[str, str], change: Callable[[Database, str], object]
) -> Response[Any]:
    """Do it; a script gets the pane anew, a plain form the page it came from."""
    with opened(state) as db:
        change(db, who(request))
    if request.headers.get("hx-request"):
        return _drawn(request, state, id, _conversation(data))
    conversation = _conversation(data)
    return Redirect(f"/c/{conversation}" if conversation else f"/contacts/{id}", status_code=303)


def _refused(request: AnyRequest, state: State, id: int, data: dict[str, str], error: str) -> Response[Any]:
    """Say what is wrong; nothing was changed."""
    conversation = _conversation(data)
    with opened(state) as db:
        found = about(db, state.settings, id, conversation)
    template = "inbox/_contact.html" if request.headers.get("hx-request") else "contacts/show.html"
    return pages.page(request, template, 400, section="contacts", about=found, error=error, done="")


def _drawn(request: AnyRequest, state: State, id: int, conversation: int | None) -> Response[Any]:
    with opened(state) as db:
        found = about(db, state.settings, id, conversation)
    return pages.page(request, "inbox/_contact.html", about=found, error="")


def _conversation(data: dict[str, str]) -> int | None:
    given = data.get("conversation", "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _text(data: dict[str, str], name: str) -> str:
    return " ".join(data.get(name, "").split())[:MOST_LETTERS]
