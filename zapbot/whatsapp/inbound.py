"""Meta's webhook bodies as updates. Tolerant: what is unknown is kept, what is broken is named, the rest goes on.

Cloud API fact sheet, sections 1.4 and 4 to 7.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

import msgspec

from zapbot.connector import Broken, Echo, Inbound, Other, Pricing, Reaction, Renamed, StatusChange, Update
from zapbot.errors import MalformedEventError
from zapbot.whatsapp import coexistence, customers, messages, notices, template_changes
from zapbot.whatsapp.payloads import failure, items, mapping, moment, sender, text


def parse(body: bytes, received_at: float, numbers: Collection[str] = ()) -> list[Update]:
    """All updates of a webhook body, in its order. Raises MalformedEventError when it is none at all.

    Changes of other phone numbers than these are kept as `Other`; without any, every number is ours.
    """
    data = _decode(body)
    if not isinstance(data, dict) or not isinstance(data.get("object"), str):
        raise MalformedEventError("the body is not an object that names its `object`")
    if data["object"] != "whatsapp_business_account":
        return [Other(data["object"][:100], "not about WhatsApp")]
    if not isinstance(data.get("entry"), list):
        raise MalformedEventError("`entry` is not a list")
    return [update for entry in data["entry"] for update in _entry(entry, received_at, numbers)]


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MalformedEventError(f"the body is not JSON: {error}") from error


def _entry(entry: Any, received_at: float, numbers: Collection[str]) -> Iterator[Update]:
    if not isinstance(entry, dict) or not isinstance(entry.get("changes"), list):
        yield Broken("an entry has no list of changes")
        return
    for change in entry["changes"]:
        field, value = mapping(change).get("field"), _named(mapping(change).get("value"), numbers)
        if not isinstance(field, str) or not isinstance(value, dict):
            yield Broken("a change has no field or no value")
        elif numbers and _number(value) and _number(value) not in numbers:
            yield Other(field, "about another phone number")
        elif field in template_changes.FIELDS:
            yield template_changes.read(field, value, moment(entry.get("time"), received_at))
        elif field in notices.FIELDS:
            yield notices.read(field, value, moment(entry.get("time"), received_at))
        else:
            yield from _change(field, value, received_at)


def _named(value: Any, numbers: Collection[str]) -> Any:
    """A change under the name its number is configured by: who has no use for ids writes the digits."""
    metadata = mapping(mapping(value).get("metadata"))
    digits = "".join(filter(str.isdigit, text(metadata.get("display_phone_number"))))
    return value | {"metadata": metadata | {"phone_number_id": digits}} if digits and digits in numbers else value


def _number(value: dict[str, Any]) -> str:
    """The business's number a change is about."""
    return text(mapping(value.get("metadata")).get("phone_number_id"))


def _change(field: str, value: dict[str, Any], received_at: float) -> Iterator[Update]:
    if field == "messages":
        yield from _each(value, "messages", lambda m: _message(m, value, received_at))
        yield from _each(value, "statuses", lambda s: _status(s, value, received_at))
        if value.get("errors"):
            code, reason = failure(value["errors"])
            yield Other("errors", f"{code}: {reason}")
    elif field == "smb_message_echoes":
        yield from _each(value, "message_echoes", lambda m: _echo(m, value, received_at))
    elif field == "user_id_update":
        yield from _each(value, "user_id_update", lambda u: _user_id_update(u, received_at))
    elif field == "user_preferences":
        yield from _each(value, field, lambda p: customers.preference(p, value, received_at, _number(value)))
    elif field == "calls":
        yield from _each(value, field, lambda c: customers.call(c, value, received_at, _number(value)))
    elif field == "history":
        yield from _history(value, received_at)
    elif field == "smb_app_state_sync":
        yield from _each(value, "state_sync", lambda told: coexistence.introduction(told, received_at))
    else:
        yield Other(field[:100], "kept, not acted on")


def _history(value: dict[str, Any], received_at: float) -> Iterator[Update]:
    """What was said before: by conversation, and files that follow by themselves."""
    number = _number(value)
    yield from coexistence.refusals(value)
    for thread in coexistence.threads(value):
        read = partial(coexistence.past, customer=thread.get("id"), received_at=received_at, number=number)
        yield from _each(thread, "messages", read)
    yield from _each(value, "messages", lambda m: coexistence.past(m, None, received_at, number))


def _each(value: dict[str, Any], key: str, read: Any) -> Iterator[Update]:
    """Each element of a list through a reader; what is not as documented becomes `Broken`."""
    if key in value and not isinstance(value[key], list):
        yield Broken(f"`{key}` is not a list")
    for element in items(value.get(key)):
        if not isinstance(element, dict):
            yield Broken(f"an element of `{key}` is not an object")
            continue
        try:
            yield read(element)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            yield Broken(f"an element of `{key}` cannot be read: {error!r}")


def _message(message: dict[str, Any], value: dict[str, Any], received_at: float) -> Update:
    who = sender(
        message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id"), _card(message, value)
    )
    return messages.read(message, who, received_at, _number(value))


def _card(message: dict[str, Any], value: dict[str, Any]) -> Any:
    """The contact that wrote this message: their order is not the messages'."""
    names = {text(message.get(key)) for key in ("from", "from_user_id", "from_parent_user_id")} - {""}
    cards = [mapping(card) for card in items(value.get("contacts"))]
    for card in cards:
        if names & {text(card.get(key)) for key in ("wa_id", "user_id", "parent_user_id")}:
            return card
    return cards[0] if not names and len(cards) == 1 else None


def _echo(message: dict[str, Any], value: dict[str, Any], received_at: float) -> Update:
    who = sender(message.get("to"), message.get("to_user_id"), None, None)
    read = messages.read(message, who, received_at, _number(value))
    if isinstance(read, Reaction | Renamed):  # by whom it was written to it is not
        return Other("smb_message_echoes", "kept, not acted on")
    return Echo(read) if isinstance(read, Inbound) else read


def _status(status: dict[str, Any], value: dict[str, Any], received_at: float) -> Update:
    id, name = text(status.get("id")), text(status.get("status"))
    if not id or not name:
        return Broken("a status has no id or no status")
    code, reason = failure(status.get("errors"))
    card = next(iter(items(value.get("contacts"))), None) if len(items(value.get("statuses"))) == 1 else None
    return StatusChange(
        id=id,
        status=name,
        at=moment(status.get("timestamp"), received_at),
        recipient=sender(status.get("recipient_id"), status.get("recipient_user_id"), None, card),
        callback=text(status.get("biz_opaque_callback_data")) or None,
        code=code,
        reason=reason,
        pricing=_pricing(status.get("pricing")),
        number=_number(value),
    )


def _pricing(value: Any) -> Pricing | None:
    """What the message is charged as; `billable` is on its way out, `type` says it (fact sheet, section 5)."""
    pricing = mapping(value)
    category = text(pricing.get("category"))
    kind = text(pricing.get("type")) or ("regular" if pricing.get("billable", True) else "free")
    return Pricing(category, kind, text(pricing.get("pricing_model")) or None) if category else None


def _user_id_update(update: dict[str, Any], received_at: float) -> Update:
    ids = mapping(update.get("user_id"))
    old, new = sender(None, ids.get("previous")), sender(update.get("wa_id"), ids.get("current"))
    if not old.known or not new.known:
        return Broken("a user_id_update names no previous and current id")
    return Renamed(old, new, moment(update.get("timestamp"), received_at))
