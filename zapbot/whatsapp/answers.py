"""What Meta's answer to a send means."""

from typing import Any

import msgspec

from zapbot.connector import Accepted, Outcome, Retry, Sender, Stop, Unknown
from zapbot.whatsapp import faults
from zapbot.whatsapp.payloads import items, mapping, sender, text

_NO_SUCH_NUMBER = 33
"""Subcode of code 100 for an id that does not exist or may not be used: the settings are wrong, not the message."""


def outcome(status: int, body: bytes) -> Outcome:
    """What an answer means. An answer nobody of Meta's wrote proves nothing about the message."""
    data = decoded(body)
    error = mapping(data.get("error"))
    if status == 200 and not error:
        return _accepted(data)
    if error:
        code = error.get("code")
        code = int(code) if isinstance(code, str) and code.isdecimal() else code
        details = mapping(error.get("error_data")).get("details") or error.get("error_data")
        reason = text(details) or text(error.get("message")) or f"error {code}"
        if code == 100 and error.get("error_subcode") == _NO_SUCH_NUMBER:
            return Stop(reason, code)
        if isinstance(code, int):
            return faults.decide(code, reason, status)
    if status >= 500 or 200 <= status < 400:
        return Unknown(f"HTTP {status} without a word from WhatsApp")
    return faults.decide(None, f"HTTP {status} without a word from WhatsApp", status)


def _accepted(data: dict[str, Any]) -> Outcome:
    id = mapping(next(iter(items(data.get("messages"))), None)).get("id")
    if not isinstance(id, str) or not id:
        return Unknown("HTTP 200 without a message id")
    contact = mapping(next(iter(items(data.get("contacts"))), None))
    recipient = sender(contact.get("wa_id"), contact.get("user_id"))
    return Accepted(id, Sender(bsuid=recipient.bsuid, wa_id=recipient.wa_id))


def decoded(body: bytes) -> dict[str, Any]:
    """The object of an answer; empty when it is none."""
    try:
        return mapping(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def media_id(status: int, body: bytes) -> str | Outcome:
    """What an uploaded file is sent by, or what the answer means for the message that needs it."""
    id = decoded(body).get("id")
    if status == 200 and isinstance(id, str) and id:
        return f"id:{id}"
    found = outcome(status, body)
    return Retry(f"the upload failed: {found.reason}") if isinstance(found, Unknown) else found


def management(status: int, body: bytes) -> dict[str, Any] | Outcome:
    """The object a management call answered with, or what went wrong."""
    data = decoded(body)
    if status == 200 and data and "error" not in data:
        return data
    found = outcome(status, body)
    title, detail = (text(mapping(data.get("error")).get(key)) for key in ("error_user_title", "error_user_msg"))
    said = ": ".join(filter(None, (title, detail)))
    return msgspec.structs.replace(found, reason=said) if said and not isinstance(found, Accepted) else found
