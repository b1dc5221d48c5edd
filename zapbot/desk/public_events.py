"""What other systems may be told: the journal's lines under the names and in the shape we promise them.

    {"type": "message.status", "timestamp": "2026-11-22T14:03:07.250Z", "data": {
        "contact": {"id", "name", "phone"}, "conversation": {"id", "status", "owner", "team", "number"},
        "message": {"id", "direction", "origin", "kind", "text", "content", "status", "at", "reply_to", "failed"},
        ... and what the event itself tells, such as "flow" or "reason"}}

All ids are ours. What an event does not concern is absent; what has been erased meanwhile is absent too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError, UsageError
from zapbot.store import contacts, conversations, event_facts
from zapbot.store.event_facts import MessageFacts
from zapbot.store.journal import Line

TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Public:
    """An event's name, which of the line's data it tells, and the status it means for its message."""

    type: str
    tells: tuple[str, ...] = ()
    status: str | None = None


EVENTS = {
    "message.received": Public("message.received"),
    "message.echoed": Public("message.echoed"),
    "message.sent": Public("message.status", status="sent"),
    "message.status": Public("message.status"),
    "message.unknown": Public("message.status", status="unknown"),
    "message.window_closed": Public("message.status", status="failed"),
    "message.template_refused": Public("message.status", status="failed"),
    "message.unwanted": Public("message.status", status="failed"),
    "message.to_blocked": Public("message.status", status="failed"),
    "message.canceled": Public("message.status", status="canceled"),
    "message.dead": Public("message.status", status="dead"),
    "media.stored": Public("media.stored", ("media", "mime", "size")),
    "media.dead": Public("media.failed", ("media", "reason")),
    "call.received": Public("call.received"),
    "conversation.created": Public("conversation.created"),
    "conversation.transferred": Public("conversation.transferred", ("team", "queued", "reason")),
    "conversation.assigned": Public("conversation.assigned", ("to", "by")),
    "conversation.taken_over": Public("conversation.taken_over", ("by",)),
    "conversation.handed_back": Public("conversation.handed_back", ("how", "by")),
    "conversation.snoozed": Public("conversation.snoozed", ("until", "by")),
    "conversation.woke": Public("conversation.woke", ("reason",)),
    "conversation.updated": Public("conversation.updated", ("status", "by")),
    "conversation.resolved": Public("conversation.resolved", ("by",)),
    "conversation.reopened": Public("conversation.reopened", ("by",)),
    "contact.created": Public("contact.created"),
    "contact.renamed": Public("contact.updated"),
    "contact.updated": Public("contact.updated"),
    "contact.merged": Public("contact.merged", ("gone",)),
    "contact.opted_out": Public("contact.opted_out", ("source",)),
    "contact.blocked": Public("contact.blocked", ("by",)),
    "contact.unblocked": Public("contact.unblocked", ("by",)),
    "contact.opted_in": Public("contact.opted_in", ("source",)),
    "flow.started": Public("flow.started", ("flow",)),
    "flow.finished": Public("flow.finished", ("flow", "status")),
    "flow.broken": Public("flow.failed", ("flow", "reason")),
    "campaign.created": Public("campaign.created", ("campaign", "name", "recipients")),
    "campaign.started": Public("campaign.started", ("campaign", "name")),
    "campaign.paused": Public("campaign.paused", ("campaign", "name", "reason")),
    "campaign.resumed": Public("campaign.resumed", ("campaign", "name")),
    "campaign.stopped": Public("campaign.stopped", ("campaign", "name", "reason")),
    "campaign.finished": Public("campaign.finished", ("campaign", "name")),
    "number.stopped": Public("number.stopped", ("number", "code", "reason")),
    "number.resumed": Public("number.resumed", ("number",)),
    "number.changed": Public("number.changed", ("number", "event", "quality", "limit", "status", "detail", "severe")),
    "template.changed": Public(
        "template.changed", ("name", "language", "status", "quality", "category", "next_category", "reason")
    ),
}
"""Kinds of journal lines that are told, by kind. All others are our own affair."""

TYPES = tuple(dict.fromkeys(public.type for public in EVENTS.values()))
GROUPS = tuple(dict.fromkeys(f"{type.partition('.')[0]}.*" for type in TYPES))


def check(wanted: list[str]) -> None:
    """Make sure that events exist; `message.*` stands for all of a group. Raises UsageError."""
    unknown = [event for event in wanted if event not in (*TYPES, *GROUPS)]
    if unknown:
        raise UsageError(f"there is no event {unknown[0]}; there are {', '.join((*GROUPS, *TYPES))}")


def wants(wanted: tuple[str, ...], type: str) -> bool:
    """Whether somebody who asked for these events is told of this one; who asked for none is told all."""
    return not wanted or type in wanted or f"{type.partition('.')[0]}.*" in wanted


def type_of(line: Line) -> str | None:
    """The public name of what a line tells; None when nobody else is told."""
    public = EVENTS.get(line.kind)
    if public and public.type == "flow.finished" and line.data.get("status") == "failed":
        return "flow.failed"
    return public.type if public else None


def payload(db: Database, line: Line, type: str) -> str:
    """The event as it is sent, with what is known now of those it concerns."""
    public = EVENTS[line.kind]
    message = event_facts.message(db, line.message_id) if line.message_id else None
    contact_id = line.contact_id or (message.contact_id if message else None)
    conversation_id = line.conversation_id or (message.conversation_id if message else None)
    data: dict[str, Any] = {}
    if contact_id:
        data["contact"] = _contact(db, contact_id)
    if conversation_id:
        data["conversation"] = _conversation(db, conversation_id)
    if message:
        data["message"] = _message(message, public.status or line.data.get("status"))
    told = {name: line.data[name] for name in public.tells if name in line.data}
    return envelope(type, line.at, {**_there(data), **told})


def contact_of(db: Database, line: Line) -> int | None:
    """Whom a line concerns."""
    if line.contact_id or line.message_id is None:
        return line.contact_id
    message = event_facts.message(db, line.message_id)
    return message.contact_id if message else None


def envelope(type: str, at: float, data: dict[str, Any]) -> str:
    """The outer shape of every event."""
    return msgspec.json.encode({"type": type, "timestamp": moment(at), "data": data}).decode()


def moment(at: float) -> str:
    """A time as RFC 3339 writes it, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _contact(db: Database, id: int) -> dict[str, Any] | None:
    try:
        contact = contacts.get(db, id)
    except NotFoundError:
        return None
    return {"id": id, "name": contact.name, "phone": f"+{contact.phone}" if contact.phone else None}


def _conversation(db: Database, id: int) -> dict[str, Any] | None:
    try:
        found = conversations.get(db, id)
    except NotFoundError:
        return None
    return {"id": id, "status": found.status, "owner": found.owner, "team": found.team, "number": found.number}


def _message(facts: MessageFacts, status: str | None) -> dict[str, Any]:
    """A message with the status the event tells of: by the time it is read there may be a later one."""
    status = status or facts.status
    failed = {"code": facts.failed_code, "reason": facts.failed_reason} if status in ("failed", "dead") else None
    return {
        "id": facts.id,
        "direction": facts.direction,
        "origin": facts.origin,
        "kind": facts.kind,
        "text": facts.text,
        "content": facts.content,
        "status": status,
        "at": moment(facts.at),
        "reply_to": facts.reply_to,
        "failed": failed,
    }


def _there(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
