"""What WhatsApp allows in a message, and how a filled-in text is made to fit.

Cloud API fact sheet, section 8.4. Lengths are counted in code points.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from zapbot.model import Buttons, Content, Location, Media, Menu, Option, Template, Text

TEXT = 4096
CAPTION = 1024
BUTTONS_BODY = 1024
MENU_BODY = 4096
HEADER = FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
MENU_BUTTON = 20
ROWS = 10
ROW_TITLE = 24
ROW_ID = 200
ROW_DESCRIPTION = 72
TEMPLATE_PARAMS = 1024

WINDOW_SECONDS = 24 * 3600.0
"""How long after the customer's last message WhatsApp lets more than templates out."""

MARGIN_SECONDS = 300.0
"""Left at the end of the window for the message to travel."""

OPEN_SECONDS = WINDOW_SECONDS - MARGIN_SECONDS

Edged = TypeVar("Edged", Buttons, Menu)


def problems(content: Content) -> Iterator[tuple[str, str]]:
    """What WhatsApp would refuse: the part of the message, and a sentence with the limit."""
    match content:
        case Text():
            yield from _length("text", content.text, TEXT)
        case Buttons():
            yield from _length("text", content.text, BUTTONS_BODY)
            yield from _edges(content)
            yield from _options("buttons", content.options, BUTTONS, BUTTON_TITLE, BUTTON_ID)
        case Menu():
            yield from _length("text", content.text, MENU_BODY)
            yield from _edges(content)
            yield from _length("button", content.button, MENU_BUTTON)
            yield from _options("rows", content.options, ROWS, ROW_TITLE, ROW_ID)
        case Media(type, source, caption):
            if caption is not None:
                yield from _length("caption", caption, CAPTION)
            if caption and type in ("audio", "sticker"):
                yield "caption", f"is not shown with {type}: send a text of its own"
            if not source.startswith(("https://", "id:", "sha256:", "file:")):
                yield type, "is neither an https address nor a stored file"
        case Template(name):
            if not name:
                yield "template", "has no name"
        case Location():
            if not (-90 <= content.latitude <= 90 and -180 <= content.longitude <= 180):
                yield "location", "is not on Earth: latitude is -90 to 90, longitude -180 to 180"


def fit(content: Content) -> Content:
    """The message with everything that grew too long cut and marked with an ellipsis."""
    match content:
        case Text():
            return Text(cut(content.text, TEXT))
        case Buttons():
            options = tuple(_fit_option(o, BUTTON_TITLE) for o in content.options)
            return _fit_edges(content, text=cut(content.text, BUTTONS_BODY), options=options)
        case Menu():
            options = tuple(_fit_option(o, ROW_TITLE) for o in content.options)
            button = cut(content.button, MENU_BUTTON)
            return _fit_edges(content, text=cut(content.text, MENU_BODY), button=button, options=options)
    return content


def cut(text: str, limit: int) -> str:
    """A text of at most `limit` characters; what was cut off is an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _length(part: str, text: str, limit: int) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield part, "is empty"
    elif len(text) > limit:
        yield part, f"has {len(text)} characters, WhatsApp allows {limit}"


def _edges(content: Buttons | Menu) -> Iterator[tuple[str, str]]:
    for part, text, limit in (("header", content.header, HEADER), ("footer", content.footer, FOOTER)):
        if text is not None:
            yield from _length(part, text, limit)


def _options(part: str, options: Sequence[Option], most: int, title: int, identifier: int) -> Iterator[tuple[str, str]]:
    if not 1 <= len(options) <= most:
        yield part, f"are {len(options)}, WhatsApp allows 1 to {most}"
    seen: set[str] = set()
    for option in options:
        where = f"{part}.{option.id}"
        yield from _length(where, option.title, title)
        if not option.id.strip() or option.id != option.id.strip() or len(option.id) > identifier:
            yield where, f"needs an id of 1 to {identifier} characters, with no space around it"
        if option.description is not None:
            yield from _length(where, option.description, ROW_DESCRIPTION)
        if option.title in seen:
            yield where, f"repeats the title {option.title!r}"
        seen.add(option.title)


def _fit_option(option: Option, title: int) -> Option:
    description = cut(option.description, ROW_DESCRIPTION) if option.description else None
    return msgspec.structs.replace(option, title=cut(option.title, title), description=description)


def _fit_edges(content: Edged, **fitted: Any) -> Edged:
    header = cut(content.header, HEADER) if content.header else None
    footer = cut(content.footer, FOOTER) if content.footer else None
    return msgspec.structs.replace(content, header=header, footer=footer, **fitted)
