"""One inbound message of each type Meta documents. Cloud API fact sheet, section 4."""

import re
from collections.abc import Callable
from typing import Any

from zapbot.connector import Broken, Edited, File, Inbound, Other, Reaction, Renamed, Revoked, Sender, Update
from zapbot.whatsapp.payloads import BSUID, failure, mapping, moment, sender, text

LATE_SECONDS = 24 * 3600.0
"""Past this age a message is kept, but not answered as if it were fresh: its window is over."""

_SILENT = ("unsupported", "unknown", "request_welcome")
_MEDIA = ("image", "audio", "voice", "video", "document", "sticker")
_NOT_PASSED_ON = 131052

Fields = dict[str, Any]


def read(message: Fields, who: Sender, received_at: float, number: str = "") -> Update:
    """A message of any type as an update; `who` wrote it to `number`."""
    id, kind = id_of(message), message.get("type")
    if not id:
        return Broken("a message has no id")
    if not isinstance(kind, str) or not kind:
        return Broken(f"the message {id} has no type")
    at = moment(message.get("timestamp"), received_at)
    if message.get("group_id"):
        return Other("group", f"the message {id} was written in a group", text(message["group_id"])[:200])
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(message, who, at)
    if not who.known:
        return Broken(f"the message {id} names no sender")
    return _inbound(message, kind, who, at, received_at, number)


def _inbound(message: Fields, kind: str, who: Sender, at: float, received_at: float, number: str) -> Inbound:
    content = mapping(message.get(kind))
    said, option = _SAID.get(kind, _nothing)(content)
    silent = kind in _SILENT or (kind not in _KNOWN) or option == _NO_ANSWER
    return Inbound(
        id=id_of(message),
        at=at,
        sender=who,
        kind=_kind(kind, content),
        text=said,
        content=_kept(message, kind),
        reply_to=text(mapping(message.get("context")).get("id")) or None,
        option=None if option == _NO_ANSWER else option,
        file=_file(message, kind, content),
        number=number,
        wakes_bot=not silent,
        opens_window=not silent,
        late=received_at - at >= LATE_SECONDS,
    )


def _file(message: Fields, kind: str, content: Fields) -> File | None:
    """The file a message announces, or one that WhatsApp could not pass on. Cloud API fact sheet, section 9."""
    id = text(content.get("id"))
    code, reason = failure(message.get("errors"))
    lost = code == _NOT_PASSED_ON or (code is not None and kind in _MEDIA and not id)
    if not lost and (kind not in _MEDIA or not id):
        return None
    named = {key: text(content.get(key)) or None for key in ("mime_type", "filename", "sha256", "url")}
    problem = (reason or f"error {code}") if lost else None
    return File(
        id, named["mime_type"], named["filename"], named["sha256"], _size(content), url=named["url"], problem=problem
    )


def _size(content: Fields) -> int | None:
    size = content.get("file_size")
    return int(size) if isinstance(size, int | str) and str(size).isdecimal() else None


def id_of(message: Fields) -> str:
    """The wamid."""
    return text(message.get("id"))


def _kind(kind: str, content: Fields) -> str:
    """Our word for the type: taps and presses are `option`, an old `voice` is audio."""
    if kind == "interactive" and content.get("type") in ("button_reply", "list_reply"):
        return "option"
    return {"voice": "audio", "button": "option", "unknown": "unsupported"}.get(kind, kind)


def _kept(message: Fields, kind: str) -> Fields:
    """The object named like the type with what stands beside it; of an unknown type everything."""
    if kind not in _KNOWN:
        return message
    beside = {k: message[k] for k in ("context", "referral", "errors", "identity") if k in message}
    own = message.get(kind)
    named = {kind: own} if isinstance(own, list) else own
    return {**(named if isinstance(named, dict) else {}), **({"_": beside} if beside else {})}


Said = tuple[str, str | None]
_NO_ANSWER = "\0no answer"


def _nothing(content: Fields) -> Said:
    return text(mapping(content.get("text")).get("body")), None


def _text(content: Fields) -> Said:
    return text(content.get("body")), None


def _caption(content: Fields) -> Said:
    return text(content.get("caption")), None


def _place(content: Fields) -> Said:
    return text(content.get("name")) or text(content.get("address")), None


def _cards(_: Fields) -> Said:
    return "", None


def _pressed(content: Fields) -> Said:
    """A quick reply of a template: the payload is what was set when it was sent, else the label."""
    label = text(content.get("text"))
    return label, text(content.get("payload")) or label or None


def _interactive(content: Fields) -> Said:
    kind = text(content.get("type"))
    reply = mapping(content.get(kind))
    if kind in ("button_reply", "list_reply"):
        return text(reply.get("title")), text(reply.get("id")) or None
    if kind == "nfm_reply":
        return text(reply.get("body")), None
    return "", _NO_ANSWER


def _order(content: Fields) -> Said:
    return text(content.get("text")), None


_SAID: dict[str, Callable[[Fields], Said]] = {
    "text": _text,
    "image": _caption,
    "video": _caption,
    "document": _caption,
    "audio": _caption,
    "voice": _caption,
    "sticker": _caption,
    "location": _place,
    "contacts": _cards,
    "interactive": _interactive,
    "button": _pressed,
    "order": _order,
}
_KNOWN = frozenset(_SAID) | frozenset(_SILENT)


def _reaction(message: Fields, who: Sender, at: float) -> Update:
    content = mapping(message.get("reaction"))
    target = text(content.get("message_id"))
    if not target or not who.known:
        return Broken(f"the reaction {id_of(message)} names no message or no sender")
    return Reaction(target, at, who, text(content.get("emoji")))


def _edit(message: Fields, _: Sender, at: float) -> Update:
    content = mapping(message.get("edit"))
    inner = mapping(content.get("message"))
    original, kind = text(content.get("original_message_id")), text(inner.get("type"))
    if not original:
        return Broken(f"the edit {id_of(message)} names no message")
    said, _option = _SAID.get(kind, _nothing)(mapping(inner.get(kind)))
    return Edited(original, at, said, mapping(inner.get(kind)))


def _revoke(message: Fields, _: Sender, at: float) -> Update:
    original = text(mapping(message.get("revoke")).get("original_message_id"))
    return Revoked(original, at) if original else Broken(f"the revoke {id_of(message)} names no message")


def _system(message: Fields, who: Sender, at: float) -> Update:
    """A new number or user id of the same person; the old BSUID may stand only in the sentence."""
    content = mapping(message.get("system"))
    kind = text(content.get("type"))
    if kind not in ("user_changed_number", "user_changed_user_id", "customer_changed_number"):
        return Other("system", kind or "of no type")
    number = content.get("wa_id") or content.get("new_wa_id")
    new = sender(number, content.get("user_id"), content.get("parent_user_id"))
    mentioned = [m.group() for m in BSUID.finditer(text(content.get("body"))) if m.group() != new.bsuid]
    previous = content.get("previous_user_id") or who.bsuid or next(iter(mentioned), None)
    numbers = [n for n in re.findall(r"\d{8,15}", re.sub(BSUID, "", text(content.get("body")))) if n != new.wa_id]
    old = sender(who.wa_id or content.get("customer") or next(iter(numbers), None), previous, who.parent_bsuid)
    if old.wa_id == new.wa_id:
        old = Sender(old.bsuid, old.parent_bsuid, None)
    if not old.known or not new.known:
        return Other("system", f"{kind} without the old or the new identity")
    return Renamed(old, new, at)


_SPECIAL: dict[str, Callable[[Fields, Sender, float], Update]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}
