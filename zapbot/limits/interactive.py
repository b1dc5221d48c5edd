"""What WhatsApp would refuse in a message with something to tap."""

from collections.abc import Iterator, Sequence

from zapbot.limits.figures import (
    BODY,
    BUTTON_ID,
    BUTTON_TITLE,
    BUTTONS,
    FOOTER,
    HEADER,
    MENU_BODY,
    MENU_BUTTON,
    ROW_DESCRIPTION,
    ROW_ID,
    ROW_TITLE,
    ROWS,
    SECTION_TITLE,
    URL,
)
from zapbot.limits.files import source
from zapbot.limits.lengths import Problem, address, has_emoji, length, maybe
from zapbot.model import AskContact, AskLocation, Buttons, Form, Link, Media, Menu, Option

Interactive = Buttons | Menu | Link | Form | AskLocation | AskContact

_PICTURES = ("image", "video", "document")


def problems(content: Interactive) -> Iterator[Problem]:
    """Each part that is missing, too long or of a kind that may not stand there."""
    yield from length("text", content.text, MENU_BODY if isinstance(content, Menu) else BODY)
    match content:
        case AskLocation() | AskContact():
            return
        case Buttons():
            yield from _edges(content)
            yield from _options("buttons", content.options, BUTTONS, BUTTON_TITLE, BUTTON_ID)
        case Menu():
            yield from _edges(content)
            yield from length("button", content.button, MENU_BUTTON)
            yield from _options("rows", content.options, ROWS, ROW_TITLE, ROW_ID)
            yield from _sections(content.options)
        case Link():
            yield from _edges(content)
            yield from length("button", content.button, BUTTON_TITLE)
            yield from address("url", content.url, URL)
        case Form():
            yield from _edges(content)
            yield from _form(content)


def _edges(content: Buttons | Menu | Link | Form) -> Iterator[Problem]:
    if isinstance(content.header, Media):
        yield from _picture(content, content.header)
    else:
        yield from maybe("header", content.header, HEADER)
    yield from maybe("footer", content.footer, FOOTER)


def _picture(content: Buttons | Menu | Link | Form, header: Media) -> Iterator[Problem]:
    if isinstance(content, Menu):
        yield "header", "of a list is a text: send the file as a message of its own"
    elif header.type not in _PICTURES:
        yield "header", f"is {header.type}: a text, image, video or document stands above a message"
    if header.caption:
        yield "header", "takes no caption: put the words into the text"
    yield from source("header", header)


def _options(part: str, options: Sequence[Option], most: int, title: int, identifier: int) -> Iterator[Problem]:
    if not 1 <= len(options) <= most:
        yield part, f"are {len(options)}, WhatsApp allows 1 to {most}"
    titles: set[tuple[str | None, str]] = set()
    ids: set[str] = set()
    for option in options:
        where = f"{part}.{option.id}"
        yield from length(where, option.title, title)
        yield from maybe(where, option.description, ROW_DESCRIPTION)
        if not option.id.strip() or option.id != option.id.strip() or len(option.id) > identifier:
            yield where, f"needs an id of 1 to {identifier} characters, with no space around it"
        if option.id in ids:
            yield where, f"repeats the id {option.id!r}"
        if (option.section, option.title) in titles:
            yield where, f"repeats the title {option.title!r}"
        titles.add((option.section, option.title))
        ids.add(option.id)


def _sections(options: Sequence[Option]) -> Iterator[Problem]:
    """Sections have titles, unless there is one only."""
    names = dict.fromkeys(option.section for option in options)
    for name in names:
        if name is not None:
            yield from length("sections", name, SECTION_TITLE)
        elif len(names) > 1:
            without = next(option.id for option in options if option.section is None)
            yield f"rows.{without}", "is in no section while others are: give it one"


def _form(content: Form) -> Iterator[Problem]:
    yield from length("button", content.button, BUTTON_TITLE)
    if has_emoji(content.button):
        yield "button", "of a form may have no emoji: leave it out"
    for part in ("form", "token"):
        if not getattr(content, part).strip():
            yield part, "is empty"
    if content.screen is not None and not content.screen.strip():
        yield "screen", "is empty: name the first screen, or leave it out"
    if content.data and content.screen is None:
        yield "data", "fills the first screen: name the screen too"
