"""The places of a template that a campaign fills in, and the message that comes of what was chosen for each."""

from collections.abc import Iterator
from dataclasses import dataclass

from zapbot.desk.campaign_message import pattern
from zapbot.model import Media, Template, TemplateButton
from zapbot.templates import FILES, Definition, variables
from zapbot.web.campaigns.asked import COLUMN, TEXT, Asked

HEADER = "header"


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the key of its fields, what it is called, its kind (body, header, file, button), an example."""

    key: str
    name: str
    kind: str
    example: str = ""


def places(definition: Definition) -> list[Place]:
    """All places of a template, in the order a customer reads them."""
    return [*_header(definition), *_body(definition), *_buttons(definition)]


def message(definition: Definition, asked: Asked) -> Template:
    """The template with `{column}` or a text in each place."""
    params = {name: chosen(asked, f"body.{name}") for name in definition.variables}
    buttons = tuple(
        TemplateButton(index, "url" if made.type == "otp" else made.type, chosen(asked, f"button.{index}"))
        for index, made in enumerate(definition.buttons)
        if made.takes_value
    )
    return pattern(definition.name, definition.language, params, _chosen_header(definition, asked), buttons)


def chosen(asked: Asked, key: str) -> str:
    """What stands in a place: `{column}`, or the text."""
    column = asked[f"{COLUMN}{key}"]
    return f"{{{column}}}" if column else asked[f"{TEXT}{key}"]


def can_be_sent(definition: Definition) -> bool:
    """Whether these pages can fill it in: a header with a map they cannot."""
    return definition.header is None or definition.header.format in ("text", *FILES)


def _header(definition: Definition) -> Iterator[Place]:
    header = definition.header
    if header is None:
        return
    if header.format in FILES:
        yield Place(HEADER, header.format, "file")
    elif variables(header.text):
        yield Place(HEADER, variables(header.text)[0], "header", header.example or "")


def _body(definition: Definition) -> Iterator[Place]:
    for name in definition.variables:
        yield Place(f"body.{name}", name, "body", definition.examples.get(name, ""))


def _buttons(definition: Definition) -> Iterator[Place]:
    for index, button in enumerate(definition.buttons):
        if button.takes_value:
            yield Place(f"button.{index}", button.text or button.type, "button", button.example or "")


def _chosen_header(definition: Definition, asked: Asked) -> str | Media | None:
    for place in _header(definition):
        text = chosen(asked, HEADER)
        return Media(place.name, text) if place.kind == "file" else text
    return None
