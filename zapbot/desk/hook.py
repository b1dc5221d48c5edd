"""A system of the business starts a flow: the body of `POST /hooks/{id}`, taken in like any webhook."""

from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk import bot, identify
from zapbot.desk.library import Library
from zapbot.errors import MalformedEventError
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Start
from zapbot.flow.triggers import Trigger
from zapbot.store import journal
from zapbot.store.webhook_events import WebhookEvent

PREFIX = "hook:"


def hook(db: Database, library: Library, event: WebhookEvent, now: float) -> None:
    """Start the flow a hook belongs to for the contact its body names. Raises MalformedEventError."""
    id = event.source.removeprefix(PREFIX)
    body = _read(event.body)
    found = _trigger(library.active(db), id)
    if found is None:
        raise MalformedEventError(f"no active flow has the trigger webhook: {id}")
    flow, trigger = found
    contact_id = identify.contact(db, _person(body), now, now)
    seed = f"{id}-{event.id}"
    start = Start(flow, f"webhook {id}", trigger.next, trigger.template, vars=body, seed=seed)
    reason = bot.begin(db, library, contact_id, start, now)
    if reason:
        bot.explain(db, contact_id, None, f"webhook {id}", reason, now)
    journal.append(db, "hook.received", now, contact_id, hook=id, started=not reason, reason=reason)


def _read(body: bytes) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MalformedEventError(f"the body is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise MalformedEventError('the body is not an object such as {"phone": "+5511987654321"}')
    return data


def _person(body: dict[str, Any]) -> Sender:
    number = body.get("phone")
    if not isinstance(number, (str, int)):
        raise MalformedEventError('the body names no phone: write {"phone": "+5511987654321", ...}')
    try:
        digits = phone.parse(str(number))
    except ValueError as error:
        raise MalformedEventError(str(error)) from error
    name = body.get("name")
    return Sender(wa_id=digits, name=name if isinstance(name, str) and name.strip() else None)


def _trigger(flows: list[Flow], id: str) -> tuple[Flow, Trigger] | None:
    return next(((flow, t) for flow in flows for t in flow.triggers if t.webhook == id), None)
