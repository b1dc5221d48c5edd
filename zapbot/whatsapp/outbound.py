"""Our messages as the JSON Meta takes. Cloud API fact sheet, section 8."""

from typing import Any

from zapbot import limits
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import Buttons, Content, Location, Menu, Option, Text


def body(message: Outgoing) -> dict[str, Any]:
    """The body of a send. Raises InvalidContentError with every limit that is exceeded."""
    refused = [" ".join(problem) for problem in limits.problems(message.content)]
    if refused:
        raise InvalidContentError("; ".join(refused))
    sent: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    sent |= _recipient(message.to) | _content(message.content)
    if message.reply_to:
        sent["context"] = {"message_id": message.reply_to}
    return sent | {"biz_opaque_callback_data": message.callback}


def _recipient(to: Sender) -> dict[str, str]:
    """By number when there is one, always with its plus; else by user id (fact sheet, section 7)."""
    if to.wa_id:
        return {"to": f"+{to.wa_id}"}
    if to.bsuid:
        return {"recipient": to.bsuid}
    raise InvalidContentError("the contact has neither a number nor a user id")


def _content(content: Content) -> dict[str, Any]:
    match content:
        case Text(text):
            return {"type": "text", "text": {"body": text, "preview_url": "http://" in text or "https://" in text}}
        case Location():
            return {"type": "location", "location": _location(content)}
        case Buttons():
            buttons = [{"type": "reply", "reply": {"id": o.id, "title": o.title}} for o in content.options]
            return _interactive("button", content, {"buttons": buttons})
        case Menu():
            rows = [_row(option) for option in content.options]
            return _interactive("list", content, {"button": content.button, "sections": [{"rows": rows}]})


def _interactive(kind: str, content: Buttons | Menu, action: dict[str, Any]) -> dict[str, Any]:
    interactive: dict[str, Any] = {"type": kind, "body": {"text": content.text}, "action": action}
    if content.header:
        interactive["header"] = {"type": "text", "text": content.header}
    if content.footer:
        interactive["footer"] = {"text": content.footer}
    return {"type": "interactive", "interactive": interactive}


def _row(option: Option) -> dict[str, str]:
    row = {"id": option.id, "title": option.title}
    return row | ({"description": option.description} if option.description else {})


def _location(place: Location) -> dict[str, str]:
    """Coordinates as text, as in Meta's examples."""
    fields = {"latitude": str(place.latitude), "longitude": str(place.longitude)}
    fields |= {"name": place.name} if place.name else {}
    return fields | ({"address": place.address} if place.address else {})
