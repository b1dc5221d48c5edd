"""The words zapbot is written in: what is said, by whom, to whom.

Times are seconds since 1970 (UTC) as floats; phone numbers are E.164 digits without the plus.
"""

from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True, tag_field="kind", tag="text", forbid_unknown_fields=True):
    """A plain text; `preview` shows or hides the picture of its first link, which is shown when nothing is said."""

    text: str
    preview: bool | None = None


class Media(msgspec.Struct, frozen=True, tag_field="kind", tag="media", forbid_unknown_fields=True):
    """A picture, film, recording, document or sticker.

    `type` is image, video, audio, document or sticker. `source` is an https address, or `sha256:` and the hash of
    bytes kept in the store, whose type is `mime`. `voice` makes a voice note of an audio.
    """

    type: str
    source: str
    caption: str | None = None
    filename: str | None = None
    voice: bool = False
    mime: str | None = None


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing the customer can tap: the id comes back, the title is shown; rows of a list may stand in a section."""

    id: str
    title: str
    description: str | None = None
    section: str | None = None


Header = str | Media
"""What stands above a message: a text, or a picture, film or document (lists take a text only)."""


class Buttons(msgspec.Struct, frozen=True, tag_field="kind", tag="buttons", forbid_unknown_fields=True):
    """A text with one to three buttons."""

    text: str
    options: tuple[Option, ...]
    header: Header | None = None
    footer: str | None = None


class Menu(msgspec.Struct, frozen=True, tag_field="kind", tag="list", forbid_unknown_fields=True):
    """A text with a button that opens a list of up to ten rows."""

    text: str
    button: str
    options: tuple[Option, ...]
    header: Header | None = None
    footer: str | None = None


class Link(msgspec.Struct, frozen=True, tag_field="kind", tag="link", forbid_unknown_fields=True):
    """A text with a button that opens an address."""

    text: str
    button: str
    url: str
    header: Header | None = None
    footer: str | None = None


class Form(msgspec.Struct, frozen=True, tag_field="kind", tag="form", forbid_unknown_fields=True):
    """A text with a button that opens a form made at Meta, which calls it a flow.

    `form` is its id, or its name when it has letters; `token` comes back with the answers. `data` fills the first
    `screen`; without a screen the form asks its own server.
    """

    text: str
    button: str
    form: str
    token: str
    screen: str | None = None
    data: dict[str, Any] = {}
    draft: bool = False
    header: Header | None = None
    footer: str | None = None


class AskLocation(msgspec.Struct, frozen=True, tag_field="kind", tag="ask_location", forbid_unknown_fields=True):
    """A text with a button by which the customer sends where they are."""

    text: str


class AskContact(msgspec.Struct, frozen=True, tag_field="kind", tag="ask_contact", forbid_unknown_fields=True):
    """A text with a button by which the customer tells their phone number."""

    text: str


class Location(msgspec.Struct, frozen=True, tag_field="kind", tag="location", forbid_unknown_fields=True):
    """A place on the map."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


class Phone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number on a contact card; `wa_id` makes it one to write to."""

    phone: str
    type: str | None = None
    wa_id: str | None = None


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's contact card."""

    name: str
    first_name: str | None = None
    last_name: str | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    company: str | None = None
    title: str | None = None
    birthday: str | None = None


class Cards(msgspec.Struct, frozen=True, tag_field="kind", tag="contacts", forbid_unknown_fields=True):
    """Contact cards."""

    cards: tuple[Card, ...]


class Reaction(msgspec.Struct, frozen=True, tag_field="kind", tag="reaction", forbid_unknown_fields=True):
    """An emoji on a message the channel knows by `target`; no emoji takes it back."""

    target: str
    emoji: str = ""


class Amount(msgspec.Struct, frozen=True, tag_field="kind", tag="currency", forbid_unknown_fields=True):
    """An amount of money in a template: shown as `text` where the phone cannot write it, in thousandths."""

    text: str
    code: str
    amount_1000: int


class Moment(msgspec.Struct, frozen=True, tag_field="kind", tag="date_time", forbid_unknown_fields=True):
    """A date or time in a template, as it is to be shown."""

    text: str


Param = str | Amount | Moment


class TemplateButton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a button of a template needs, by its place (0 is the first).

    `type` is quick_reply (`value` comes back), url (`value` ends the address), copy_code (`value` is the code),
    flow (`value` is the token), catalog (`value` is a product's id or empty) or mpm. `data` is what else Meta takes.
    """

    index: int
    type: str
    value: str = ""
    data: dict[str, Any] = {}


class Template(msgspec.Struct, frozen=True, tag_field="kind", tag="template", forbid_unknown_fields=True):
    """A message WhatsApp approved beforehand: the only kind that may be sent outside the 24-hour window.

    Parameters fill the body: by position, or by name when the template was made with names. The header takes a text,
    a place, or the picture, film or document it was made for.
    """

    name: str
    language: str = "pt_BR"
    params: tuple[Param, ...] | dict[str, Param] = ()
    header: str | Media | Location | None = None
    buttons: tuple[TemplateButton, ...] = ()


Content = (
    Text | Buttons | Menu | Link | Form | AskLocation | AskContact | Location | Cards | Reaction | Media | Template
)


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
    number: str = ""
    """The business's number it is held on, as the channel names it."""


def summary(content: Content) -> str:
    """What a message says, in one text: shown in lists, searched, logged."""
    match content:
        case Location():
            return content.name or content.address or f"{content.latitude}, {content.longitude}"
        case Media():
            return content.caption or content.filename or ""
        case Template():
            return f"[{content.name}]"
        case Cards():
            return ", ".join(card.name for card in content.cards)
        case Reaction():
            return content.emoji
    return content.text


def kind(content: Content) -> str:
    """The word a message of this content is filed under: text, buttons, list, location, image, template ..."""
    return content.type if isinstance(content, Media) else str(content.__struct_config__.tag)


def file_of(content: Content) -> Media | None:
    """The file a message carries, as itself or in its header."""
    match content:
        case Media():
            return content
        case Buttons() | Menu() | Link() | Form() | Template():
            return content.header if isinstance(content.header, Media) else None
    return None


def with_file(content: Content, file: Media) -> Content:
    """The same message with another file in place of the one it carries."""
    return file if isinstance(content, Media) else msgspec.structs.replace(content, header=file)


def encode(content: Content) -> str:
    """Content as the JSON kept in the store."""
    return msgspec.json.encode(content).decode()


def decode(data: str) -> Content:
    """Content from the JSON kept in the store."""
    content: Content = _decoder.decode(data)
    return content


_decoder: msgspec.json.Decoder[Content] = msgspec.json.Decoder(Content)
