"""Our messages as the JSON Meta takes. Cloud API fact sheet, section 8."""

from decimal import Decimal
from typing import Any

from zapbot import limits
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import Buttons, Content, Location, Media, Menu, Option, Template, Text


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
        case Media():
            return {"type": content.type, content.type: _media(content)}
        case Template(name, language, params):
            template: dict[str, Any] = {"name": name, "language": {"code": language}}
            template |= {"components": [{"type": "body", "parameters": _parameters(params)}]} if params else {}
            return {"type": "template", "template": template}
        case Location():
            return {"type": "location", "location": _location(content)}
        case Buttons():
            buttons = [{"type": "reply", "reply": {"id": o.id, "title": o.title}} for o in content.options]
            return _interactive("button", content, {"buttons": buttons})
        case Menu():
            rows = [_row(option) for option in content.options]
            return _interactive("list", content, {"button": content.button, "sections": [{"rows": rows}]})


def _media(media: Media) -> dict[str, Any]:
    """By the id Meta gave when it was uploaded, or by its address."""
    source = media.source
    sent: dict[str, Any] = {"link": source} if source.startswith("https://") else {"id": source.removeprefix("id:")}
    sent |= {"caption": media.caption} if media.caption else {}
    sent |= {"filename": media.filename} if media.filename and media.type == "document" else {}
    return sent | ({"voice": True} if media.voice else {})


def _parameters(params: tuple[str, ...] | dict[str, str]) -> list[dict[str, str]]:
    if isinstance(params, dict):
        return [{"type": "text", "parameter_name": name, "text": text} for name, text in params.items()]
    return [{"type": "text", "text": text} for text in params]


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
    """Coordinates as text, as in Meta's examples, and never as 1e-05."""
    fields = {"latitude": _decimal(place.latitude), "longitude": _decimal(place.longitude)}
    fields |= {"name": place.name} if place.name else {}
    return fields | ({"address": place.address} if place.address else {})


def _decimal(number: float) -> str:
    return format(Decimal(str(number)), "f")
