"""Twilio's webhooks as updates: a customer's message, or what became of one of ours.

Cloud API fact sheet, section 14. Twilio gives no moment: it is when the webhook came.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from zapbot.connector import Broken, File, Inbound, Other, Sender, StatusChange, Update
from zapbot.errors import MalformedEventError
from zapbot.twilio import faults, form

MOST_FILES = 10

_STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed", "undelivered": "failed"}
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_NUMBER = re.compile(r"(?:whatsapp:)?\+?(\d{5,20})")
_NAMED = ("MessageSid", "From", "To", "WaId", "ProfileName", "Body", "OriginalRepliedMessageSid", form.CALLBACK)
_REFERRAL = {
    "ReferralBody": "body",
    "ReferralHeadline": "headline",
    "ReferralSourceId": "source_id",
    "ReferralSourceType": "source_type",
    "ReferralSourceUrl": "source_url",
    "ReferralMediaContentType": "media_type",
    "ReferralMediaUrl": "media_url",
    "ReferralCtwaClid": "ctwa_clid",
}
_FILE_KINDS = ("image", "audio", "video")

Fields = dict[str, str]


def parse(body: bytes, received_at: float, account: str, numbers: Collection[str]) -> list[Update]:
    """What a webhook says. Raises MalformedEventError when it is no form of Twilio's.

    What is about other accounts or numbers is kept as `Other`.
    """
    fields = form.fields(body)
    if not fields.get("AccountSid"):
        raise MalformedEventError("the body is not a form that names its AccountSid")
    if fields["AccountSid"] != account:
        return [Other("twilio", "about another account")]
    if not fields.get("MessageSid"):
        return [Other("twilio", "not about a message")]
    if fields.get("MessageStatus", "received") != "received":
        return [_status(fields, received_at, numbers)]
    if numbers and digits(fields.get("To")) not in numbers:
        return [Other("message", "about another phone number")]
    who = _sender(fields)
    return list(_messages(fields, who, received_at)) if who.known else [Broken("a message names no sender")]


def digits(address: str | None) -> str:
    """The number in `whatsapp:+5511955550101`; empty when there is none."""
    found = _NUMBER.fullmatch((address or "").strip())
    return found[1] if found else ""


def _status(fields: Fields, received_at: float, numbers: Collection[str]) -> Update:
    told, number = fields["MessageStatus"], digits(fields.get("From"))
    if numbers and number not in numbers:
        return Other("status", "about another phone number")
    if told not in _STATUSES:
        return Other("status", told[:100])
    code = int(fields["ErrorCode"]) if re.fullmatch(r"\d{1,9}", fields.get("ErrorCode", ""), re.ASCII) else None
    failed = _STATUSES[told] == "failed"
    return StatusChange(
        id=fields["MessageSid"],
        status=_STATUSES[told],
        at=received_at,
        recipient=Sender(wa_id=digits(fields.get("To")) or None),
        callback=fields.get(form.CALLBACK) or None,
        code=code,
        reason=faults.sentence(code, fields.get("ErrorMessage")) if failed else None,
        number=number,
    )


def _sender(fields: Fields) -> Sender:
    user_id = next((value for value in (fields.get("ExternalUserId"), fields.get("From")) if _is_user(value)), None)
    number = digits(fields.get("WaId")) or digits(fields.get("From"))
    name = fields.get("ProfileName", "").strip()[:200]
    return Sender(bsuid=user_id, wa_id=number or None, name=name or None)


def _is_user(value: str | None) -> bool:
    return bool(value and _BSUID.fullmatch(value))


def _messages(fields: Fields, who: Sender, at: float) -> Iterator[Inbound]:
    """The message; each file after the first is a message of its own, because a message holds one."""
    files = list(_files(fields))
    yield _inbound(fields, who, at, files[0] if files else None)
    for place, file in enumerate(files[1:], 1):
        id, number = f"{fields['MessageSid']}:{place}", digits(fields.get("To"))
        yield Inbound(id, at, who, _file_kind(file), content=_about(file), file=file, number=number)


def _inbound(fields: Fields, who: Sender, at: float, file: File | None) -> Inbound:
    kind, said, option = _said(fields, file)
    return Inbound(
        id=fields["MessageSid"],
        at=at,
        sender=who,
        kind=kind,
        text=said,
        content=_content(kind, fields, file) | {"_": _beside(fields)},
        reply_to=fields.get("OriginalRepliedMessageSid") or None,
        option=option,
        file=file,
        number=digits(fields.get("To")),
        wakes_bot=kind != "unsupported",
        opens_window=kind != "unsupported",
    )


def _said(fields: Fields, file: File | None) -> tuple[str, str, str | None]:
    """The kind of a message in our words, what it says, and the id of what was tapped."""
    body = fields.get("Body", "")
    if fields.get("ButtonText") or fields.get("ButtonPayload"):
        label = fields.get("ButtonText") or body
        return "option", label, fields.get("ButtonPayload") or label
    if fields.get("ListId"):
        return "option", fields.get("ListTitle") or body, fields["ListId"]
    if fields.get("Latitude") and fields.get("Longitude"):
        return "location", fields.get("Label") or fields.get("Address") or "", None
    if file is not None:
        return _file_kind(file), body, None
    return ("text" if body else "unsupported"), body, None


def _content(kind: str, fields: Fields, file: File | None) -> dict[str, Any]:
    """The message as Meta writes one of its kind."""
    if file is not None:
        return _about(file) | ({"caption": fields["Body"]} if fields.get("Body") else {})
    if kind == "location":
        place = {"name": fields.get("Label"), "address": fields.get("Address")}
        at = {"latitude": _degrees(fields["Latitude"]), "longitude": _degrees(fields["Longitude"])}
        return at | {key: value for key, value in place.items() if value}
    return {"body": fields.get("Body", "")} if kind == "text" else {}


def _beside(fields: Fields) -> dict[str, Any]:
    """What stands beside the message: the advertisement it came from, and all that Twilio said."""
    referral = {name: fields[key] for key, name in _REFERRAL.items() if fields.get(key)}
    said = {key: value for key, value in fields.items() if key not in _NAMED and value}
    return ({"referral": referral} if referral else {}) | {"twilio": said}


def _files(fields: Fields) -> Iterator[File]:
    count = fields.get("NumMedia", "0")
    for place in range(min(int(count), MOST_FILES) if re.fullmatch(r"\d{1,3}", count, re.ASCII) else 0):
        url, mime = fields.get(f"MediaUrl{place}"), fields.get(f"MediaContentType{place}")
        if url:
            yield File(url.rstrip("/").rpartition("/")[2], mime or None, url=url)


def _file_kind(file: File) -> str:
    family = (file.mime or "").partition("/")[0]
    if file.mime == "image/webp":
        return "sticker"
    return family if family in _FILE_KINDS else "document"


def _about(file: File) -> dict[str, Any]:
    return {"id": file.id} | ({"mime_type": file.mime} if file.mime else {})


def _degrees(text: str) -> float | str:
    """A coordinate as a number; what is none stays as it came."""
    return float(text) if re.fullmatch(r"-?\d{1,3}(\.\d+)?", text, re.ASCII) else text
