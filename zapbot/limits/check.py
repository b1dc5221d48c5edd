"""What WhatsApp would refuse in a message. Cloud API fact sheet, sections 8.3 and 8.4."""

import re
from collections.abc import Iterator

from zapbot.limits import interactive
from zapbot.limits.figures import CAPTION, CARDS, EMOJI, TEXT
from zapbot.limits.files import source
from zapbot.limits.lengths import Problem, length
from zapbot.limits.templates import template
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
    Reaction,
    Template,
    Text,
)

_BIRTHDAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_CAPTIONED = ("image", "video", "document")


def problems(content: Content) -> Iterator[Problem]:
    """What WhatsApp would refuse: the part of the message, and a sentence with the limit."""
    match content:
        case Text():
            yield from length("text", content.text, TEXT)
        case Media():
            yield from _media(content)
        case Location():
            yield from place("location", content)
        case Cards():
            yield from _cards(content)
        case Reaction():
            yield from _reaction(content)
        case Template():
            yield from template(content)
        case Buttons() | Menu() | Link() | Form() | AskLocation() | AskContact():
            yield from interactive.problems(content)


def place(part: str, content: Location) -> Iterator[Problem]:
    """A place on Earth."""
    if not (-90 <= content.latitude <= 90 and -180 <= content.longitude <= 180):
        yield part, "is not on Earth: latitude is -90 to 90, longitude -180 to 180"


def _media(content: Media) -> Iterator[Problem]:
    if content.caption is not None:
        yield from length("caption", content.caption, CAPTION)
    if content.caption and content.type not in _CAPTIONED:
        yield "caption", f"is not shown with {content.type}: send a text of its own"
    if content.voice and content.type != "audio":
        yield "voice", f"makes a voice note of an audio, not of {content.type}: leave it out"
    yield from source(content.type, content)


def _cards(content: Cards) -> Iterator[Problem]:
    if not 1 <= len(content.cards) <= CARDS:
        yield "cards", f"are {len(content.cards)}, WhatsApp allows 1 to {CARDS}"
    for number, card in enumerate(content.cards):
        yield from _card(f"cards.{number}", card)


def _card(part: str, card: Card) -> Iterator[Problem]:
    if not card.name.strip():
        yield f"{part}.name", "is empty: every card needs a name"
    if any(not number.phone.strip() for number in card.phones):
        yield f"{part}.phones", "has an empty number"
    if card.birthday is not None and not _BIRTHDAY.fullmatch(card.birthday):
        yield f"{part}.birthday", f"is {card.birthday!r}: write it like 1990-12-31"


def _reaction(content: Reaction) -> Iterator[Problem]:
    if not content.target.strip():
        yield "target", "is empty: a reaction belongs to a message"
    if len(content.emoji) > EMOJI or any(char.isalpha() or char.isspace() for char in content.emoji):
        yield "emoji", f"is {content.emoji[:30]!r}: react with one emoji"
