"""What Twilio's answer to a send means."""

from typing import Any

import msgspec

from zapbot.connector import Accepted, Outcome, Unknown
from zapbot.twilio import faults


def outcome(status: int, body: bytes) -> Outcome:
    """What an answer means. An answer nobody of Twilio's wrote proves nothing about the message."""
    data = _json(body)
    id, code = data.get("sid"), data.get("code")
    if 200 <= status < 300:
        return Accepted(id) if isinstance(id, str) and id else Unknown(f"HTTP {status} without a message id")
    known = code if isinstance(code, int) and not isinstance(code, bool) else None
    if known is None and (status >= 500 or status < 400):
        return Unknown(f"HTTP {status} without a word from Twilio")
    said = data.get("message")
    return faults.decide(known, said if isinstance(said, str) else f"HTTP {status}", status)


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
    return data if isinstance(data, dict) else {}
