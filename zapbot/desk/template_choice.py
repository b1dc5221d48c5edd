"""Templates to choose from, the fields of one, and the message that comes of what was filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import model
from zapbot.desk import consent
from zapbot.desk.template_preview import Preview, preview
from zapbot.errors import NotFoundError
from zapbot.flow.words import plain
from zapbot.model import Media, TemplateButton
from zapbot.store import templates
from zapbot.store.templates import APPROVED, Template
from zapbot.templates import FILES, Definition, variables

MOST = 60
_FILLED_HERE = ("quick_reply", "url", "phone_number", "copy_code", "voice_call")
"""Buttons that need nothing, or a text a person can type."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A template that may be chosen, unless `closed` says why not: unwanted, or unfit for being filled in by hand."""

    template: Template
    text: str
    closed: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: a variable of the body (`v.`), the header, or a button's value (`b.`)."""

    name: str
    label: str
    kind: str
    example: str = ""


def choices(db: Database, contact_id: int, words: str, now: float) -> list[Choice]:
    """The approved templates that hold all the words."""
    wanted = plain(words).split()
    found = [one for one in templates.listed(db, status=APPROVED) if one.definition and _holds(one, wanted)]
    return [_choice(db, contact_id, one, now) for one in found[:MOST]]


def get(db: Database, id: int) -> tuple[Template, Definition]:
    """A template that may be sent. Raises NotFoundError."""
    found = next((one for one in templates.listed(db, status=APPROVED) if one.id == id), None)
    if found is None or found.definition is None:
        raise NotFoundError(f"there is no approved template {id}")
    return found, found.definition


def fields(definition: Definition) -> list[Field]:
    """What is to be filled in, from top to bottom."""
    return [*_header(definition), *_body(definition), *_buttons(definition)]


def filled(definition: Definition, given: Mapping[str, str], file: Media | None) -> model.Template:
    """The message as it was filled in."""
    named = {name: given.get(f"v.{name}", "").strip() for name in definition.variables}
    positional = not any(not name.isdecimal() for name in named)
    header: model.Media | str | None = file
    if definition.header and definition.header.format == "text" and variables(definition.header.text):
        header = given.get("header", "").strip()
    buttons = tuple(
        TemplateButton(i, button.type, given.get(f"b.{i}", "").strip())
        for i, button in enumerate(definition.buttons)
        if button.takes_value
    )
    params: tuple[model.Param, ...] | dict[str, model.Param] = tuple(named.values()) if positional else {**named}
    return model.Template(definition.name, definition.language, params, header, buttons)


def shown(definition: Definition, given: Mapping[str, str], file: Media | None) -> Preview:
    """How it will look; what is not filled in yet is shown by its example."""
    examples = {f"v.{name}": definition.examples.get(name) or f"{{{{{name}}}}}" for name in definition.variables}
    for field in fields(definition):
        if not field.name.startswith("v."):
            examples[field.name] = field.example or "…"
    return preview(definition, filled(definition, {**examples, **{k: v for k, v in given.items() if v.strip()}}, file))


def _choice(db: Database, contact_id: int, one: Template, now: float) -> Choice:
    assert one.definition is not None
    unwanted = consent.trouble(db, contact_id, model.Template(one.name, one.language), now)
    closed = "unwanted" if unwanted else None if _by_hand(one.definition) else "unfit"
    return Choice(one, one.definition.body, closed)


def _by_hand(definition: Definition) -> bool:
    """Whether a person can fill it in here."""
    place = definition.header is not None and definition.header.format not in ("text", *FILES)
    return not place and all(button.type in _FILLED_HERE for button in definition.buttons) and not definition.other


def _holds(one: Template, words: list[str]) -> bool:
    assert one.definition is not None
    text = plain(f"{one.name} {one.definition.body} {one.language}")
    return all(word in text for word in words)


def _header(definition: Definition) -> Iterator[Field]:
    header = definition.header
    if header is not None and header.format in FILES:
        yield Field("file", header.format, header.format)
    elif header is not None and header.format == "text" and variables(header.text):
        yield Field("header", variables(header.text)[0], "header", header.example or "")


def _body(definition: Definition) -> Iterator[Field]:
    for name in definition.variables:
        yield Field(f"v.{name}", name, "variable", definition.examples.get(name, ""))


def _buttons(definition: Definition) -> Iterator[Field]:
    for i, button in enumerate(definition.buttons):
        if button.takes_value:
            yield Field(f"b.{i}", button.text or button.type, button.type, button.example or "")
