"""Our messages as the JSON Meta takes. Cloud API fact sheet, section 8."""

from typing import Any

from zapbot import limits
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import Cards, Content, Location, Media, Reaction, Template, Text
from zapbot.whatsapp.outbound import cards, files, interactive, templates
from zapbot.whatsapp.outbound.places import place


def body(message: Outgoing) -> dict[str, Any]:
    """The body of a send. Raises InvalidContentError with every limit that is exceeded."""
    refused = [" ".join(problem) for problem in limits.problems(message.content)]
    if refused:
        raise InvalidContentError("; ".join(refused))
    sent: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    sent |= _recipient(message.to) | _content(message.content)
    if message.reply_to and not isinstance(message.content, Reaction):
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
        case Text():
            return {"type": "text", "text": {"body": content.text, "preview_url": _preview(content)}}
        case Media():
            return {"type": content.type, content.type: files.message(content)}
        case Template():
            return {"type": "template", "template": templates.template(content)}
        case Location():
            return {"type": "location", "location": place(content)}
        case Cards():
            return {"type": "contacts", "contacts": [cards.card(card) for card in content.cards]}
        case Reaction(target, emoji):
            return {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}
    return {"type": "interactive", "interactive": interactive.message(content)}


def _preview(content: Text) -> bool:
    """As asked for, else where there is a link to show."""
    if content.preview is not None:
        return content.preview
    return "http://" in content.text or "https://" in content.text
