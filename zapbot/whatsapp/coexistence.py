"""A number that is also on the WhatsApp Business app: its old messages and its address book. Fact sheet, section 6."""

from collections.abc import Iterator
from typing import Any

import msgspec

from zapbot.connector import Broken, Edited, Imported, Inbound, Introduced, Other, Revoked, Update
from zapbot.whatsapp import messages
from zapbot.whatsapp.payloads import failure, items, mapping, moment, sender, text

Fields = dict[str, Any]

_STATUSES = {"DELIVERED": "delivered", "READ": "read", "PLAYED": "played", "ERROR": "failed"}


def threads(value: Fields) -> Iterator[Fields]:
    """The conversations in a chunk of history, each with the customer as its `id`."""
    for chunk in map(mapping, items(value.get("history"))):
        yield from map(mapping, items(chunk.get("threads")))


def refusals(value: Fields) -> Iterator[Update]:
    """Why there is no history: the business did not share it."""
    for chunk in map(mapping, items(value.get("history"))):
        if chunk.get("errors"):
            code, reason = failure(chunk["errors"])
            yield Other("history", f"{code}: {reason}")


def past(message: Fields, customer: Any, received_at: float, number: str) -> Update:
    """One old message of a conversation with a customer, or with whoever it names."""
    ours = bool(message.get("to") or message.get("to_user_id"))
    named = ("to", "to_user_id") if ours else ("from", "from_user_id")
    who = sender(message.get(named[0]) or customer, message.get(named[1]))
    read = messages.read(message, who, received_at, number)
    if isinstance(read, Inbound):
        read = msgspec.structs.replace(read, wakes_bot=False, opens_window=False, late=True)
        status = text(mapping(message.get("history_context")).get("status")).upper()
        return Imported(read, ours, _STATUSES.get(status, "sent"))
    if isinstance(read, Edited | Revoked | Broken | Other):
        return read
    return Other("history", "kept, not acted on")


def introduction(told: Fields, received_at: float) -> Update:
    """One change of the phone's address book."""
    contact, at = mapping(told.get("contact")), mapping(told.get("metadata")).get("timestamp")
    name = text(contact.get("full_name")).strip() or text(contact.get("first_name")).strip()
    who = sender(contact.get("phone_number"), contact.get("user_id"), None, {"profile": {"name": name}})
    if text(told.get("action")) == "remove" or not name or not who.known:
        return Other("smb_app_state_sync", "kept, not acted on")
    return Introduced(who, moment(at, received_at))
