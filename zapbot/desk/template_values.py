"""Whether what a template is filled with is what it takes. Cloud API fact sheet, sections 8.3, 8.4 and 10."""

import re
from collections.abc import Collection, Iterator, Mapping

from zapbot import model
from zapbot.model import Location, Media, TemplateButton
from zapbot.templates import FILES, Button, Definition, fill, numbered, variables

BODY = 1024
BODY_ALONE = 32_768
"""When nothing stands around the body."""
HEADER = 60
URL = 2000
CODE = 15
PAYLOAD = 256

_UNEVEN = re.compile(r"[\n\r\t]|    ")


def problems(definition: Definition, template: model.Template) -> Iterator[str]:
    """All that Meta would refuse of this template filled in this way."""
    yield from basics(template)
    yield from _body(definition, template)
    yield from _header(definition, template)
    yield from _buttons(definition, template)


def basics(template: model.Template) -> Iterator[str]:
    """What no template takes: empty values, line breaks, tabs, rows of spaces."""
    for name, value in values(template.params).items():
        yield from _even(f"the variable {name}", value)
    if isinstance(template.header, str):
        yield from _even("the header", template.header)


def values(params: tuple[model.Param, ...] | dict[str, model.Param]) -> dict[str, str]:
    """What the variables of the body are filled with, by name or position."""
    if isinstance(params, dict):
        return {name: _said(value) for name, value in params.items()}
    return numbered(_said(value) for value in params)


def _said(value: model.Param) -> str:
    return value if isinstance(value, str) else value.text


def _even(what: str, value: str) -> Iterator[str]:
    if not value.strip():
        yield f"{what} is empty"
    elif _UNEVEN.search(value):
        yield f"{what} has a line break, a tab or four spaces in a row: write it in one line"


def _body(definition: Definition, template: model.Template) -> Iterator[str]:
    wanted, given = definition.variables, values(template.params)
    named = any(not name.isdecimal() for name in wanted)
    if wanted and given and named != isinstance(template.params, dict):
        yield f"its variables are filled in by {'name' if named else 'position'}: {', '.join(wanted)}"
        return
    yield from _names(wanted, given)
    length = len(fill(definition.body, given))
    alone = not (definition.header or definition.footer or definition.buttons)
    limit = BODY_ALONE if alone else BODY
    if length > limit:
        excess = f"WhatsApp allows {limit}: shorten it by {length - limit}"
        yield f"its text has {length} characters when filled in, {excess}"


def _names(wanted: Collection[str], given: Mapping[str, str]) -> Iterator[str]:
    missing = [name for name in wanted if name not in given]
    extra = [name for name in given if name not in wanted]
    if missing:
        yield f"{_plural(missing)} missing: {', '.join(missing)}"
    if extra:
        takes = ", ".join(wanted) or "none"
        yield f"{_plural(extra)} too many: {', '.join(extra)} (it takes {takes})"


def _plural(names: Collection[str]) -> str:
    return "variables are" if len(names) > 1 else "a variable is"


def _header(definition: Definition, template: model.Template) -> Iterator[str]:
    header, given = definition.header, template.header
    if header is None or (header.format == "text" and not variables(header.text)):
        if given is not None:
            yield "its header takes nothing: leave it out" if header else "it has no header: leave it out"
    elif header.format == "text":
        yield from _header_text(header.text, given)
    elif header.format in FILES:
        if not isinstance(given, Media) or given.type != header.format:
            yield f"its header needs a file of type {header.format}"
    elif header.format == "location" and not isinstance(given, Location):
        yield "its header needs a place"


def _header_text(text: str, given: str | Media | Location | None) -> Iterator[str]:
    if not isinstance(given, str):
        yield f"its header needs a text for {{{{{variables(text)[0]}}}}}"
        return
    length = len(fill(text, dict.fromkeys(variables(text), given)))
    if length > HEADER:
        yield f"its header has {length} characters when filled in, WhatsApp allows {HEADER}"


def _buttons(definition: Definition, template: model.Template) -> Iterator[str]:
    given = {button.index: button for button in template.buttons}
    for index, button in enumerate(definition.buttons):
        if index in given:
            yield from _button(index, button, given.pop(index))
        elif button.takes_value:
            yield f"its button {index} ({button.text or button.type}) needs a value"
    for index in given:
        yield f"it has no button {index}: the first is 0, there are {len(definition.buttons)}"


def _button(index: int, made: Button, given: TemplateButton) -> Iterator[str]:
    kind = "url" if made.type == "otp" else made.type
    if given.type != kind:
        yield f"its button {index} is {kind}, not {given.type}"
        return
    if kind == "url" and made.type == "url" and not made.takes_value:
        yield f"its button {index} opens a fixed address: leave its value out"
    elif made.takes_value and not given.value:
        yield f"its button {index} ({made.text or kind}) needs a value"
    length, limit = _size(made, given)
    if length > limit:
        yield f"its button {index} has {length} characters, WhatsApp allows {limit}"


def _size(made: Button, given: TemplateButton) -> tuple[int, int]:
    if given.type == "url":
        return len(fill(made.url or "", dict.fromkeys(variables(made.url or ""), given.value))), URL
    return len(given.value), CODE if given.type == "copy_code" else PAYLOAD
