"""Meta's webhook bodies as updates. Tolerant: what is unknown is kept, what is broken is named, the rest goes on.

Cloud API fact sheet, sections 1.4 and 4 to 7.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from zapbot.connector import Broken, Echo, Inbound, Other, Reaction, Renamed, StatusChange, Update
from zapbot.errors import MalformedEventError
from zapbot.whatsapp import messages
from zapbot.whatsapp.payloads import failure, items, mapping, moment, sender, text


def parse(body: bytes, received_at: float, phone_number_id: str | None) -> list[Update]:
    """All updates of a webhook body, in its order. Raises MalformedEventError when it is none at all.

    Changes of another phone number are kept as `Other`.
    """
    data = _decode(body)
    if not isinstance(data, dict) or not isinstance(data.get("object"), str):
        raise MalformedEventError("the body is not an object that names its `object`")
    if data["object"] != "whatsapp_business_account":
        return [Other(data["object"][:100], "not about WhatsApp")]
    if not isinstance(data.get("entry"), list):
        raise MalformedEventError("`entry` is not a list")
    return [update for entry in data["entry"] for update in _entry(entry, received_at, phone_number_id)]


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MalformedEventError(f"the body is not JSON: {error}") from error


def _entry(entry: Any, received_at: float, phone_number_id: str | None) -> Iterator[Update]:
    if not isinstance(entry, dict) or not isinstance(entry.get("changes"), list):
        yield Broken("an entry has no list of changes")
        return
    for change in entry["changes"]:
        field, value = mapping(change).get("field"), mapping(change).get("value")
        if not isinstance(field, str) or not isinstance(value, dict):
            yield Broken("a change has no field or no value")
        elif _is_foreign(value, phone_number_id):
            yield Other(field, "about another phone number")
        else:
            yield from _change(field, value, received_at)


def _is_foreign(value: dict[str, Any], phone_number_id: str | None) -> bool:
    named = mapping(value.get("metadata")).get("phone_number_id")
    return bool(phone_number_id) and isinstance(named, str) and named != phone_number_id


def _change(field: str, value: dict[str, Any], received_at: float) -> Iterator[Update]:
    if field == "messages":
        yield from _each(value, "messages", lambda m: _message(m, value, received_at))
        yield from _each(value, "statuses", lambda s: _status(s, value, received_at))
        if value.get("errors"):
            code, reason = failure(value["errors"])
            yield Other("errors", f"{code}: {reason}")
    elif field == "smb_message_echoes":
        yield from _each(value, "message_echoes", lambda m: _echo(m, received_at))
    elif field == "user_id_update":
        yield from _each(value, "user_id_update", lambda u: _user_id_update(u, received_at))
    else:
        yield Other(field[:100], "kept, not acted on")


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
    return messages.read(message, who, received_at)


def _card(message: dict[str, Any], value: dict[str, Any]) -> Any:
    """The contact that wrote this message: their order is not the messages'."""
    names = {text(message.get(key)) for key in ("from", "from_user_id", "from_parent_user_id")} - {""}
    cards = [mapping(card) for card in items(value.get("contacts"))]
    for card in cards:
        if names & {text(card.get(key)) for key in ("wa_id", "user_id", "parent_user_id")}:
            return card
    return cards[0] if not names and len(cards) == 1 else None


def _echo(message: dict[str, Any], received_at: float) -> Update:
    who = sender(message.get("to"), message.get("to_user_id"), None, None)
    read = messages.read(message, who, received_at)
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
    )


def _user_id_update(update: dict[str, Any], received_at: float) -> Update:
    ids = mapping(update.get("user_id"))
    old, new = sender(None, ids.get("previous")), sender(update.get("wa_id"), ids.get("current"))
    if not old.known or not new.known:
        return Broken("a user_id_update names no previous and current id")
    return Renamed(old, new, moment(update.get("timestamp"), received_at))
