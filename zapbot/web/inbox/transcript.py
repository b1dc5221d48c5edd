"""One conversation as a file: text as WhatsApp's own export writes it, JSON, or a page to print."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Stream

from zapbot import filenames, phone
from zapbot.model import Contact
from zapbot.store import contacts, conversations, transcripts
from zapbot.store.db import connect
from zapbot.store.transcripts import Said
from zapbot.web import catalogue, pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_AT_ONCE = 200
_TEAM = ("agent", "phone")


class Transcript(Controller):
    """The ways to take a conversation along."""

    path = "/c/{id:int}/export"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/text", sync_to_thread=True)
    def text(self, request: AnyRequest, state: State, id: FromPath[int]) -> Stream:
        """A line for each message."""
        contact, words = _contact(state, id), catalogue.words(pages.language(request))
        zone = state.settings.zone
        lines = (
            f"{_stamp(said, zone)} - {speaker(said, contact, words)}: {told(said, words)}\n"
            for said in _read(state, id)
        )
        return _file(id, "txt", "text/plain; charset=utf-8", _joined(lines))

    @get("/json", sync_to_thread=True)
    def json(self, state: State, id: FromPath[int]) -> Stream:
        """An object for each message, one a line."""
        _contact(state, id)
        lines = (msgspec.json.encode(asdict(said)).decode() + "\n" for said in _read(state, id))
        return _file(id, "jsonl", "application/x-ndjson", _joined(lines))

    @get("/print", sync_to_thread=True)
    def print(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """A plain page for the printer."""
        contact, words = _contact(state, id), catalogue.words(pages.language(request))
        said = [(speaker(one, contact, words), one, told(one, words)) for one in _read(state, id)]
        return pages.page(request, "inbox/print.html", contact=contact, said=said, conversation_id=id)


def speaker(said: Said, contact: Contact, t: Any) -> str:
    """Who said it."""
    if said.direction == "in":
        return contact.name or (phone.pretty(contact.phone) if contact.phone else t["contact.unknown"])
    name = said.author or (t["export.team"] if said.origin in _TEAM else t["export.bot"])
    return t["export.note"].format(name=name) if said.direction == "note" else name


def told(said: Said, t: Any) -> str:
    """What was said, in words."""
    if said.revoked:
        return str(t["export.revoked"])
    if said.kind == "reaction":
        reacted = t["thread.reaction"].format(emoji=said.text) if said.text else t["thread.unreacted"]
        return " ".join([reacted, *_ending(said, t)])
    parts = [f"<{said.filename or t.get(f'kind.{said.kind}', said.kind)}>"] if said.filename or not said.text else []
    parts += [said.text] if said.text else []
    parts += [t["export.edited"]] if said.edited else []
    return " ".join([*parts, *_ending(said, t)])


def _ending(said: Said, t: Any) -> list[str]:
    return [t["export.not_sent"]] if said.status in ("failed", "dead", "canceled") else []


def _contact(state: State, id: int) -> Contact:
    with opened(state) as db:
        return contacts.get(db, conversations.get(db, id).contact_id)


def _read(state: State, id: int) -> Iterator[Said]:
    """The messages, read while they are sent."""
    db = connect(state.settings.data_dir)
    try:
        yield from transcripts.read(db, id)
    finally:
        db.close()


def _stamp(said: Said, zone: Any) -> str:
    return datetime.fromtimestamp(said.at, zone).strftime("%d/%m/%Y %H:%M")


def _file(id: int, ending: str, media_type: str, parts: Iterator[str]) -> Stream:
    name = filenames.disposition("attachment", f"conversa-{id}.{ending}")
    return Stream(parts, media_type=media_type, headers={**HEADERS, "Content-Disposition": name})


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Some lines at a time: a part each would be a packet each."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
