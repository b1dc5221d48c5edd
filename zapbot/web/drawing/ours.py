"""Messages written here: drawn as the customer sees them, with what they chose marked."""

from collections.abc import Mapping
from typing import Any

import msgspec

from zapbot.desk.template_preview import preview
from zapbot.model import (
    AskContact,
    AskLocation,
    Buttons,
    Card,
    Cards,
    Content,
    Form,
    Link,
    Location,
    Media,
    Menu,
    Option,
    Reaction,
    Template,
    Text,
)
from zapbot.store.threads import Bubble
from zapbot.templates import Definition
from zapbot.web import markup
from zapbot.web.drawing.shapes import Drawing, FileView, place
from zapbot.web.drawing.theirs import number

Definitions = Mapping[tuple[str, str], Definition]
"""What templates say, by name and language."""


def read(bubble: Bubble) -> Content | None:
    """What a message of ours says; None when it is kept in a way that is not understood."""
    try:
        found: Content = msgspec.convert(bubble.content, Content)
    except msgspec.ValidationError:
        return None
    return found


def drawn(bubble: Bubble, content: Content, definitions: Definitions) -> Drawing:
    """A message's shape."""
    match content:
        case Text(text):
            return Drawing("text", {"body": markup.html(text)})
        case Media():
            return Drawing(content.type, {"file": _file(bubble, content), "caption": _caption(content)})
        case Location(latitude, longitude, name, address):
            return Drawing("location", place(latitude, longitude, name or "", address or ""))
        case Cards(cards):
            return Drawing("contacts", {"cards": [_card(card) for card in cards]})
        case Reaction():
            return Drawing("reaction", {"emoji": content.emoji})
        case Template():
            return _template(bubble, content, definitions.get((content.name, content.language)))
        case Buttons() | Menu() | Link() | Form() | AskLocation() | AskContact():
            return Drawing("choices", _choices(bubble, content))


def _file(bubble: Bubble, media: Media) -> FileView:
    kept = media.source.startswith("sha256:")
    url = media.source if media.source.startswith("https://") else None
    return FileView(
        media.type,
        "ready" if kept else "away",
        bubble.id,
        media.filename,
        media.mime,
        url=url,
        voice=media.voice,
    )


def _caption(media: Media) -> str:
    return markup.html(media.caption) if media.caption else ""


def _card(card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "company": " · ".join(filter(None, (card.title, card.company))),
        "phones": [number(one.wa_id or one.phone) for one in card.phones],
        "emails": list(card.emails),
    }


def _choices(bubble: Bubble, content: Buttons | Menu | Link | Form | AskLocation | AskContact) -> dict[str, Any]:
    header = getattr(content, "header", None)
    return {
        "header": header if isinstance(header, str) else "",
        "file": _file(bubble, header) if isinstance(header, Media) else None,
        "body": markup.html(content.text),
        "footer": getattr(content, "footer", None) or "",
        "options": [_option(bubble, option) for option in getattr(content, "options", ())],
        "list": content.button if isinstance(content, Menu) else "",
        "press": content.button if isinstance(content, Link | Form) else "",
        "url": content.url if isinstance(content, Link) else "",
        "ask": {AskLocation: "location", AskContact: "contact", Form: "form"}.get(type(content), ""),
    }


def _option(bubble: Bubble, option: Option) -> dict[str, Any]:
    return {
        "title": option.title,
        "description": option.description or "",
        "section": option.section or "",
        "chosen": option.id in bubble.chosen,
    }


def _template(bubble: Bubble, template: Template, definition: Definition | None) -> Drawing:
    header = template.header
    file = _file(bubble, header) if isinstance(header, Media) else None
    if definition is None:
        return Drawing("template", {"name": template.name, "file": file, "known": False})
    filled = preview(definition, template)
    buttons = [{"text": one.text, "type": one.type, "chosen": one.text in bubble.chosen} for one in filled.buttons]
    return Drawing(
        "template",
        {
            "name": template.name,
            "known": True,
            "file": file,
            "header": "" if file else filled.header,
            "body": markup.html(filled.body),
            "footer": filled.footer,
            "buttons": buttons,
        },
    )
