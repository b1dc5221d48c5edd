"""`/contacts/{id}`: one contact; a conversation begun with them; all that is kept of them, as a file or gone."""

import time
from typing import Any

import msgspec
from litestar import Controller, MediaType, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot import filenames, phone
from zapbot.desk import export_contact
from zapbot.errors import ZapbotError
from zapbot.instance_key import derive, instance_key
from zapbot.model import Contact
from zapbot.settings import Settings, secret
from zapbot.store import contacts, conversations
from zapbot.store.db import transaction
from zapbot.web import pages, sessions
from zapbot.web.inbox import contact
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

DONE = ("merged", "unmerged")


class Card(Controller):
    """One contact's page."""

    path = "/contacts/{id:int}"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, id: FromPath[int], done: FromQuery[str] = "") -> Response[Any]:
        """Everything about them."""
        with opened(state) as db:
            found = contact.about(db, state.settings, id)
        done = done if done in DONE else ""
        return pages.page(request, "contacts/show.html", section="contacts", about=found, error="", done=done)

    @post("/start", status_code=200, sync_to_thread=True)
    def start(self, state: State, id: FromPath[int]) -> Response[Any]:
        """Their conversation, begun when there is none: the composer says what may be sent."""
        with opened(state) as db, transaction(db):
            contacts.get(db, id)
            conversation = conversations.current(db, id, time.time())
        return Redirect(f"/c/{conversation.id}", status_code=303)

    @get("/export.json", guards=[sessions.supervisor], sync_to_thread=True)
    def export(self, state: State, id: FromPath[int]) -> Response[Any]:
        """All that is kept of them, for them."""
        with opened(state) as db:
            kept = export_contact.export(db, id, time.time())
        text = msgspec.json.format(msgspec.json.encode(kept), indent=2)
        headers = {"Content-Disposition": filenames.disposition("attachment", f"contact-{id}.json")}
        return Response(text, media_type=MediaType.JSON, headers={**headers, "Cache-Control": "no-store"})

    @get("/erase", guards=[sessions.admin], sync_to_thread=True)
    def ask(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """What erasing means, and the word that must be typed."""
        return _ask(request, state, id)

    @post("/erase", status_code=200, guards=[sessions.admin], sync_to_thread=True)
    def erase(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Remove them for good, if the word was typed."""
        from zapbot.desk import erase

        with opened(state) as db:
            word = called(contacts.get(db, id))
            if data.get("word", "").strip().casefold() != word.casefold():
                return _ask(request, state, id, "contacts.wrong_word")
            try:
                erase.erase(db, state.settings.data_dir, id, _key(state.settings), contact.who(request), time.time())
            except ZapbotError:
                return _ask(request, state, id, "contacts.erase_later")
        return Redirect("/contacts?done=erased", status_code=303)


def called(found: Contact) -> str:
    """What must be typed to erase somebody: their name, else their number."""
    return found.name or (phone.pretty(found.phone) if found.phone else str(found.id))


def _ask(request: AnyRequest, state: State, id: int, error: str = "") -> Response[Any]:
    with opened(state) as db:
        found = contacts.get(db, id)
    code = 400 if error else 200
    return pages.page(
        request, "contacts/erase.html", code, section="contacts", contact=found, word=called(found), error=error
    )


def _key(settings: Settings) -> bytes:
    return derive(instance_key(secret(settings.secret_key), settings.data_dir), "erasure")
