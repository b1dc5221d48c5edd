"""Do what a flow wants done: each effect is a row or a few."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.desk.deal_out import deal
from zapbot.desk.send import send
from zapbot.flow.effects import Call, Effect, Say, SetField, Tag, Transfer
from zapbot.model import Contact, Content, Conversation, Media
from zapbot.store import calls, contacts, conversations, executions, journal, messages

ATTEMPTS = {"GET": 3, "ai": 2}
"""How often a call is tried; what changes something elsewhere is asked once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where effects are done: whom they concern, the files of the flow's version, what caused them, when."""

    contact: Contact
    conversation: Conversation
    files: dict[str, str]
    message_id: int | None
    now: float


def perform(db: Database, place: Place, execution_id: int, effect: Effect) -> None:
    """One effect of an execution."""
    contact_id, conversation_id, now = place.contact.id, place.conversation.id, place.now
    match effect:
        case Say(content, node, typing):
            _say(db, place, execution_id, _stored(content, place.files), node, typing)
        case Tag(add, remove):
            contacts.tag(db, contact_id, add, remove, now)
        case SetField(name, value):
            contacts.set_field(db, contact_id, name, value)
        case Call(id, _, kind, request):
            attempts = ATTEMPTS.get(request.get("method", kind), 1)
            calls.add(db, contact_id, execution_id, id, kind, request, attempts, now)
            journal.append(db, "call.queued", now, contact_id, conversation_id, call=id)
        case Transfer():
            hand_over(db, contact_id, conversation_id, effect, now)


def hand_over(db: Database, contact_id: int, conversation_id: int, transfer: Transfer, now: float) -> None:
    """Give a conversation to people, with the note they need."""
    conversations.give_to_people(db, conversation_id, transfer.to, now)
    note = transfer.note or (f"The bot could not go on: {transfer.reason}" if transfer.reason else "")
    if note:
        messages.add_note(db, contact_id, conversation_id, note, "flow", now)
    told: dict[str, Any] = {"team": transfer.to, "queued": transfer.queued, "reason": transfer.reason}
    journal.append(db, "conversation.transferred", now, contact_id, conversation_id, **told)
    deal(db, conversation_id, now)


def give_up(db: Database, contact_id: int, reason: str, now: float) -> None:
    """Whatever flow a contact is in cannot go on: a person takes over, because it must not be tried for ever."""
    executions.stop(db, contact_id, now)
    conversation_id = conversations.current(db, contact_id, now).id
    hand_over(db, contact_id, conversation_id, Transfer(reason=reason), now)
    journal.append(db, "flow.broken", now, contact_id, conversation_id, reason=reason)


def _say(db: Database, place: Place, execution_id: int, content: Content, node: str, typing: float) -> None:
    """Queue a message; with `typing` it leaves later, and the customer sees that somebody writes."""
    send(
        db,
        place.conversation,
        content,
        "flow",
        place.now,
        execution_id=execution_id,
        node=node,
        delay=typing,
    )
    wamid = messages.last_inbound_wamid(db, place.contact.id) if typing else None
    if wamid:
        request = {"message": wamid, "number": place.conversation.number}
        calls.add(db, place.contact.id, None, f"typing-{wamid}", "typing", request, 1, place.now)


def _stored(content: Content, files: dict[str, str]) -> Content:
    """A file beside the flow as the hash of the bytes that were imported with it."""
    if isinstance(content, Media) and content.source.startswith("file:"):
        path = content.source.removeprefix("file:")
        name = content.filename or (path.rsplit("/", 1)[-1] if content.type == "document" else None)
        sha256 = files.get(path)
        source = f"sha256:{sha256}" if sha256 else content.source
        return msgspec.structs.replace(content, source=source, filename=name)
    return content
