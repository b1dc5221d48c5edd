"""Real conversations as the flow engine can play them again: what came in, from whom, and what the bot was given."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.errors import NotFoundError
from zapbot.flow.events import Input
from zapbot.flow.past import Began, Happening, Past, Sent, TakenOver
from zapbot.flow.scene import Person
from zapbot.store import contacts, history
from zapbot.store.history import Line, Noticed, Started, Stretch

PERSON = "a person has this conversation"
SHORTEST_PHONE = 8
"""Digits; what has fewer is the id of a conversation."""
UNFITTING = "no trigger of any flow fits this message"


def pasts(db: Database, since: float, until: float) -> Iterator[Past]:
    """The conversations customers wrote in since a moment, the newest first."""
    for stretch in history.stretches(db, since):
        yield _past(db, stretch, until)


def past(db: Database, conversation_id: int, since: float | None, until: float) -> Past:
    """One conversation, whole or since a moment. Raises NotFoundError."""
    stretch = history.whole(db, conversation_id)
    if stretch is None:
        raise NotFoundError(f"there is no conversation {conversation_id}")
    if since is not None:
        stretch = next((s for s in history.stretches(db, since) if s.conversation_id == conversation_id), None)
    if stretch is None:
        raise NotFoundError(f"in conversation {conversation_id} the customer wrote nothing in that time")
    return _past(db, stretch, until)


def conversation(db: Database, named: str, now: float) -> int:
    """The conversation somebody means by its id, or by a phone number: then the latest. Raises NotFoundError."""
    contact_id, id = whom(db, named, now)
    id = id or history.latest(db, contact_id)
    if id is None:
        raise NotFoundError(f"nothing was said with {named} yet")
    return id


def whom(db: Database, named: str, now: float) -> tuple[int, int | None]:
    """The contact a phone number leads to, or the one of a conversation and that one. Raises NotFoundError."""
    if named.isdecimal() and len(named) < SHORTEST_PHONE:
        stretch = history.whole(db, int(named))
        if stretch is None:
            raise NotFoundError(f"there is no conversation {named}")
        return stretch.contact_id, stretch.conversation_id
    try:
        found = contacts.find(db, Sender(wa_id=phone.parse(named)), now)
    except ValueError as error:
        raise NotFoundError(f"{error}, or the id of a conversation") from None
    if not found:
        raise NotFoundError(f"nobody with the number {named} ever wrote")
    return found[0], None


def _past(db: Database, stretch: Stretch, until: float) -> Past:
    noticed = history.noticed(db, stretch)
    first = history.first_message(db, stretch.contact_id)
    happenings: list[Happening] = []
    for line in history.lines(db, stretch):
        if line.origin != "customer":
            happenings.append(TakenOver(line.at, phone=line.origin == "phone"))
        elif noticed:
            happenings += _given(line, noticed.get(line.id), line.id == first)
        elif not line.late:  # what the bot made of it is not kept any more
            happenings.append(Sent(line.at, _input(line), line.id == first))
    happenings += [one for started in history.started(db, stretch) if (one := _began(started))]
    happenings.sort(key=lambda happening: happening.at)
    answers = tuple(history.answers(db, stretch))
    return Past(stretch.conversation_id, _person(db, stretch), tuple(happenings), until, answers)


def _given(line: Line, noticed: Noticed | None, first: bool) -> Iterator[Sent]:
    """A message as the bot was given it; nothing when it never was: it was gathered into the next, or too late."""
    if noticed is None or (noticed.kind == "silence" and noticed.rule not in (PERSON, UNFITTING)):
        return
    given = _input(line)
    if noticed.at != line.at:  # answered after a pause, together with what was typed before it
        given = Input(noticed.input, "text", None, f"burst-{line.id}")
    yield Sent(noticed.at, given, first, noticed.kind == "silence" and noticed.rule == PERSON)


def _input(line: Line) -> Input:
    return Input(line.text, line.kind, _option(line.content) if line.kind == "option" else None, line.wamid or "")


def _option(content: dict[str, Any]) -> str | None:
    """The id of what was tapped: a button, a row of a list, a quick reply of a template."""
    reply = content.get(str(content.get("type")))
    tapped = reply.get("id") if isinstance(reply, dict) else content.get("payload") or content.get("text")
    return str(tapped) if tapped else None


def _began(started: Started) -> Began | None:
    """A start by a webhook or a schedule; a jump from another flow follows from what came before."""
    kind, _, name = started.rule.partition(" ")
    if kind not in ("webhook", "schedule"):
        return None
    return Began(started.at, started.flow, kind, name, started.changes)


def _person(db: Database, stretch: Stretch) -> Person:
    """The contact as it was, as far as that is known: without what flows did to it since."""
    contact = contacts.get(db, stretch.contact_id)
    fields = contact.fields
    if fields:
        since = history.fields_set_since(db, contact.id, stretch.begins_at)
        fields = {name: value for name, value in fields.items() if name not in since}
    tags = history.tags_before(db, contact.id, stretch.begins_at)
    return Person(contact.name or "", contact.phone or "", tags, fields)
