"""Reading values out of webhook JSON without trusting its shape."""

import re
from typing import Any

from zapbot.connector import Sender

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")

_MILLISECONDS = 10**12
_FUTURE_SECONDS = 300.0


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value if it is a text, without NULs (SQLite's functions stop at them), else an empty one."""
    return value.replace("\0", "") if isinstance(value, str) else ""


def moment(value: Any, received_at: float) -> float:
    """A timestamp in seconds: text or number, milliseconds understood; not later than when it was received."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return received_at
    if isinstance(value, str) and not re.fullmatch(r"\d{1,16}", value, re.ASCII):
        return received_at
    seconds = float(value)
    seconds = seconds / 1000 if seconds >= _MILLISECONDS else seconds
    if not 0 < seconds <= received_at + _FUTURE_SECONDS:
        return received_at
    return min(seconds, received_at)


def sender(phone: Any, bsuid: Any, parent: Any = None, contact: Any = None) -> Sender:
    """Who it is: each identifier put where its pattern belongs, whatever key it came under.

    A BSUID has been seen in `from` and `wa_id` (fact sheet, section 7).
    """
    card = mapping(contact)
    named = [phone, bsuid, parent, card.get("wa_id"), card.get("user_id"), card.get("parent_user_id")]
    values = [value.strip() for value in named if isinstance(value, str)]
    bsuids = [value for value in values if BSUID.fullmatch(value)]
    own = next((value for value in bsuids if ".ENT." not in value), None)
    enterprise = next((value for value in bsuids if ".ENT." in value), None)
    number = next((v.lstrip("+") for v in values if re.fullmatch(r"\+?\d{5,20}", v, re.ASCII)), None)
    profile = mapping(card.get("profile"))
    username = (text(profile.get("username")) or text(card.get("username"))).lstrip("@") or None
    name = text(profile.get("name")).strip() or None
    return Sender(own, enterprise, number, username, name[:200] if name else None)


def failure(errors: Any) -> tuple[int | None, str | None]:
    """The code and the sentence of the first of `errors`."""
    first = mapping(next(iter(items(errors)), None))
    code = first.get("code")
    if isinstance(code, str) and code.isdecimal():
        code = int(code)
    details = text(mapping(first.get("error_data")).get("details")) or text(first.get("details"))
    reason = details or text(first.get("message")) or text(first.get("title")) or None
    return (code if isinstance(code, int) else None), reason
