"""Whom a number blocks. Cloud API fact sheet, section 8."""

from typing import Any

import msgspec

from zapbot.connector import Outcome, Refused, Retry, Sender, Unknown, Unsent
from zapbot.whatsapp import answers, faults
from zapbot.whatsapp.payloads import items, mapping, text
from zapbot.whatsapp.wire import Wire

_PASSES = {139102, 139103}
"""Somebody else changed the list at that moment; WhatsApp failed."""


async def block(wire: Wire, url: str, person: Sender, blocked: bool) -> Outcome | None:
    """Have somebody blocked, or no more; None when it is done. Twice is as once."""
    user = f"+{person.wa_id}" if person.wa_id else person.bsuid
    if user is None:
        return Refused("the contact has no phone and no user id to block them by")
    body = {"messaging_product": "whatsapp", "block_users": [{"user": user}]}
    answer = await wire.ask("POST" if blocked else "DELETE", url, msgspec.json.encode(body))
    return answer if isinstance(answer, Unsent | Unknown) else _meaning(*answer)


def _meaning(status: int, body: bytes) -> Outcome | None:
    """What an answer means. What failed is told for each person, beside an error that says only that something did."""
    users = mapping(answers.decoded(body).get("block_users"))
    failed = mapping(next(iter(items(users.get("failed_users"))), None))
    error = mapping(next(iter(items(failed.get("errors"))), None))
    if error:
        return _failure(error)
    answer = answers.management(status, body)
    if not isinstance(answer, dict):
        return answer
    return None if users else Unknown("HTTP 200 without a word on who is blocked")


def _failure(error: dict[str, Any]) -> Outcome:
    code = error.get("code")
    code = int(code) if isinstance(code, int) or (isinstance(code, str) and code.isdecimal()) else None
    details = mapping(error.get("error_data")).get("details")
    reason = text(details) or text(error.get("message")) or f"error {code}"
    return Retry(reason, code) if code in _PASSES else faults.decide(code, reason)
