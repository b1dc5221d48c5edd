"""The words zapbot is written in: what is said, by whom, to whom.

Times are seconds since 1970 (UTC) as floats; phone numbers are E.164 digits without the plus.
"""

from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True, tag_field="kind", tag="text"):
    """A plain text."""

    text: str


class Option(msgspec.Struct, frozen=True):
    """One thing the customer can tap: the id comes back, the title is shown."""

    id: str
    title: str
    description: str | None = None


class Buttons(msgspec.Struct, frozen=True, tag_field="kind", tag="buttons"):
    """A text with one to three buttons."""

    text: str
    options: tuple[Option, ...]
    header: str | None = None
    footer: str | None = None


class Menu(msgspec.Struct, frozen=True, tag_field="kind", tag="list"):
    """A text with a button that opens a list of up to ten rows."""

    text: str
    button: str
    options: tuple[Option, ...]
    header: str | None = None
    footer: str | None = None


class Location(msgspec.Struct, frozen=True, tag_field="kind", tag="location"):
    """A place on the map."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


class Media(msgspec.Struct, frozen=True, tag_field="kind", tag="media"):
    """A picture, film, recording, document or sticker.

    `source` is an https address, or `sha256:` and the hash of bytes kept in the store.
    """

    type: str
    source: str
    caption: str | None = None
    filename: str | None = None
    voice: bool = False


class Template(msgspec.Struct, frozen=True, tag_field="kind", tag="template"):
    """A message WhatsApp approved beforehand: the only kind that may be sent outside the 24-hour window.

    Parameters fill the body: by position, or by name when the template was made with names.
    """

    name: str
    language: str = "pt_BR"
    params: tuple[str, ...] | dict[str, str] = ()


Content = Text | Buttons | Menu | Location | Media | Template


class Contact(msgspec.Struct, frozen=True):
    """A customer. Phone and name may be unknown: an identifier is never the key."""

    id: int
    name: str | None
    phone: str | None
    fields: dict[str, Any]
    tags: tuple[str, ...]
    last_inbound_at: float | None


class Conversation(msgspec.Struct, frozen=True):
    """What is going on with a contact now, and who speaks for the business: the bot or a person."""

    id: int
    contact_id: int
    owner: str
    status: str
    team: str | None


def summary(content: Content) -> str:
    """What a message says, in one text: shown in lists, searched, logged."""
    match content:
        case Location():
            return content.name or content.address or f"{content.latitude}, {content.longitude}"
        case Media():
            return content.caption or content.filename or ""
        case Template():
            return f"[{content.name}]"
    return content.text


def kind(content: Content) -> str:
    """The word a message of this content is filed under: text, buttons, list, location, image, template ..."""
    return content.type if isinstance(content, Media) else str(content.__struct_config__.tag)


def encode(content: Content) -> str:
    """Content as the JSON kept in the store."""
    return msgspec.json.encode(content).decode()


def decode(data: str) -> Content:
    """Content from the JSON kept in the store."""
    content: Content = _decoder.decode(data)
    return content


_decoder: msgspec.json.Decoder[Content] = msgspec.json.Decoder(Content)
