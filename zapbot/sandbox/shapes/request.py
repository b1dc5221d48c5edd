"""The body of `POST /{phone number id}/messages`: a message or a read receipt (Cloud API, messages)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes import contacts, media, plain
from zapbot.sandbox.shapes.fields import Fields
from zapbot.sandbox.shapes.interactive import interactive
from zapbot.sandbox.shapes.template import template

KINDS: dict[str, Callable[[Fields], None]] = {
    "text": plain.text,
    "image": media.image,
    "video": media.image,
    "audio": media.audio,
    "document": media.document,
    "sticker": media.sticker,
    "location": plain.location,
    "reaction": plain.reaction,
    "interactive": interactive,
    "template": template,
}


def check_message(payload: Any) -> None:
    """Refuse anything but one well-shaped message."""
    request = _opening(payload)
    if "recipient_type" in request:
        request.choice("recipient_type", "individual")
    _recipient(request)
    kind = request.choice("type", *KINDS, "contacts") if "type" in request else "text"
    if kind == "contacts":
        for card in request.objects("contacts", 1, 257):
            contacts.contact(card)
    else:
        KINDS[kind](request.object(kind))
    _context(request, kind)
    request.maybe_text("biz_opaque_callback_data", 512)
    request.maybe_text("recipient_identity_key_hash")
    request.done()


def check_receipt(payload: Any) -> None:
    """Refuse anything but one well-shaped read receipt."""
    request = _opening(payload)
    request.choice("status", "read")
    request.text("message_id")
    if typing := request.maybe_object("typing_indicator"):
        typing.choice("type", "text")
        typing.done()
    request.done()


def _opening(payload: Any) -> Fields:
    request = Fields(payload, "")
    request.choice("messaging_product", "whatsapp")
    return request


def _recipient(request: Fields) -> None:
    if "to" not in request and "recipient" not in request:
        raise request.missing("to")
    request.maybe_text("to", 150)
    request.maybe_text("recipient", 150)


def _context(request: Fields, kind: str) -> None:
    if "context" not in request:
        return
    if kind == "reaction":
        raise GraphError(131009, "context is not allowed for reaction messages.")
    context = request.object("context")
    context.text("message_id")
    context.done()
