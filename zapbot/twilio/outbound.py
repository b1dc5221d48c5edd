"""Our messages as the form Twilio takes. Cloud API fact sheet, section 14.

What WhatsApp can show but Twilio only with a Content template of one's own becomes a text: buttons and lists are
numbered, and the number, or the title, is an answer.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from zapbot import limits
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import (
    AskContact,
    AskLocation,
    Buttons,
    Cards,
    Content,
    Form,
    Link,
    Location,
    Media,
    Menu,
    Option,
    Param,
    Reaction,
    Template,
    Text,
)

MOST_CHARACTERS = 1600
"""Of a text or caption."""
WHERE = "Toque em 📎 e escolha Localização."
"""Said to the customer where WhatsApp would show a button."""

_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")


def fields(message: Outgoing) -> dict[str, str]:
    """The fields of a send, but for who sends and where statuses go. Raises InvalidContentError."""
    refused = [" ".join(problem) for problem in limits.problems(message.content)]
    if refused:
        raise InvalidContentError("; ".join(refused))
    sent = {"To": _recipient(message.to), **_content(message.content)}
    if len(sent.get("Body", "")) > MOST_CHARACTERS:
        raise InvalidContentError(
            f"text has {len(sent['Body'])} characters with all that goes along, Twilio allows {MOST_CHARACTERS}"
        )
    return sent


def _recipient(to: Sender) -> str:
    if not to.wa_id:
        raise InvalidContentError("the contact has no phone number, and Twilio sends to numbers only")
    return f"whatsapp:+{to.wa_id}"


def _content(content: Content) -> dict[str, str]:
    match content:
        case Text(text):
            return {"Body": text}
        case Buttons() | Menu():
            return _text(content.header, [content.text, _numbered(content.options)], content.footer)
        case Link():
            return _text(content.header, [content.text, f"{content.button}: {content.url}"], content.footer)
        case AskLocation(text):
            return {"Body": f"{text}\n\n{WHERE}"}
        case AskContact(text):
            return {"Body": text}
        case Location():
            return _location(content)
        case Media():
            return {"MediaUrl": _address(content)} | ({"Body": content.caption} if content.caption else {})
        case Template():
            return _template(content)
        case Cards() | Reaction() | Form():
            raise InvalidContentError(_INSTEAD[type(content)])


_INSTEAD: dict[type, str] = {
    Cards: "contact cards cannot be sent through Twilio: write the name and number in a text",
    Reaction: "reactions cannot be sent through Twilio: write a text",
    Form: "forms cannot be sent through Twilio: ask one question after the other, or send a link",
}


def _text(header: str | Media | None, parts: list[str], footer: str | None) -> dict[str, str]:
    """Parts of a message as one text, a file of its header beside it."""
    above = [f"*{header}*"] if isinstance(header, str) else []
    body = {"Body": "\n\n".join([*above, *parts, *([f"_{footer}_"] if footer else [])])}
    return body | ({"MediaUrl": _address(header)} if isinstance(header, Media) else {})


def _numbered(options: Sequence[Option]) -> str:
    """What a customer would tap, with the number to answer; sections have their name above them."""
    return "\n".join(_lines(options))


def _lines(options: Sequence[Option]) -> Iterator[str]:
    section = None
    for place, option in enumerate(options, 1):
        if option.section and option.section != section:
            section = option.section
            yield f"*{section}*"
        yield f"{place}. {option.title}" + (f" – {option.description}" if option.description else "")


def _address(media: Media) -> str:
    if not media.source.startswith("https://"):
        raise InvalidContentError("Twilio fetches files itself: give an https address, or a stored file")
    return media.source


def _location(place: Location) -> dict[str, str]:
    at = ",".join(format(Decimal(str(degrees)), "f") for degrees in (place.latitude, place.longitude))
    label = place.name or place.address or at
    return {"Body": label, "PersistentAction": f"geo:{at}|{place.address or label}"}


def _template(template: Template) -> dict[str, str]:
    if not _CONTENT_SID.fullmatch(template.name):
        raise InvalidContentError(
            f"{template.name!r} is no template at Twilio: name it by its Content SID, HX and 32 characters"
        )
    if template.header or template.buttons:
        raise InvalidContentError("at Twilio every variable of a template goes into params, also of header and buttons")
    params = template.params
    named = params if isinstance(params, dict) else {str(place): value for place, value in enumerate(params, 1)}
    variables = {name: _shown(value) for name, value in named.items()}
    sent = {"ContentSid": template.name}
    return sent | ({"ContentVariables": msgspec.json.encode(variables).decode()} if variables else {})


def _shown(value: Param) -> str:
    return value if isinstance(value, str) else value.text
