"""What customers do beside writing: say whether they want marketing, call. Cloud API fact sheet, sections 6 and 12."""

from typing import Any

from zapbot.connector import Broken, Called, Other, Preference, Update
from zapbot.whatsapp.payloads import items, mapping, moment, sender, text

Fields = dict[str, Any]

_MARKETING = "marketing_messages"
_WANTED = {"stop": False, "resume": True, "signup": True}


def preference(said: Fields, value: Fields, received_at: float, number: str) -> Update:
    """One element of `user_preferences`."""
    word = text(said.get("value"))
    if said.get("category") != _MARKETING or word not in _WANTED:
        return Other("user_preferences", f"{text(said.get('category'))[:50]} {word[:50]}: kept, not acted on")
    who = sender(said.get("wa_id"), said.get("user_id"), said.get("parent_user_id"), _card(said, value))
    if not who.known:
        return Broken("a preference names no person")
    at = moment(said.get("timestamp"), received_at)
    return Preference(who, at, _WANTED[word], text(said.get("detail"))[:200], number)


def call(told: Fields, value: Fields, received_at: float, number: str) -> Update:
    """One element of `calls`: something about a call of a customer."""
    id, event = text(told.get("id")), text(told.get("event"))
    if text(told.get("direction")) == "BUSINESS_INITIATED":
        return Other("calls", "a call of ours")
    who = sender(told.get("from"), told.get("from_user_id"), told.get("from_parent_user_id"), _card(told, value))
    if not id or not who.known:
        return Broken("a call has no id or no caller")
    return Called(id, moment(told.get("timestamp"), received_at), who, event, number)


def _card(named: Fields, value: Fields) -> Fields | None:
    """The contact card of the person an element names."""
    names = {text(named.get(key)) for key in ("from", "from_user_id", "wa_id", "user_id")} - {""}
    for card in map(mapping, items(value.get("contacts"))):
        if names & {text(card.get("wa_id")), text(card.get("user_id"))}:
            return card
    return None
