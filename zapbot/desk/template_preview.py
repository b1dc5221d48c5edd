"""A template as the customer will see it, with its variables filled in."""

import msgspec

from zapbot import model
from zapbot.desk.template_values import values
from zapbot.model import Location, Media
from zapbot.templates import Button, Definition, fill, variables


class PreviewButton(msgspec.Struct, frozen=True):
    """A button with what it does: the address it opens, the number it calls, the code it copies."""

    type: str
    text: str
    value: str = ""


class Preview(msgspec.Struct, frozen=True):
    """The parts of a message; `file` is the picture, film or document above it, `format` what stands there."""

    format: str | None
    header: str
    body: str
    footer: str
    buttons: tuple[PreviewButton, ...]
    file: Media | None = None


def preview(definition: Definition, template: model.Template | None = None) -> Preview:
    """What a template says filled in as it is sent, or with its examples."""
    filled = definition.examples if template is None else values(template.params)
    header = definition.header
    return Preview(
        format=header.format if header else None,
        header=_header(definition, template),
        body=fill(definition.body, filled),
        footer=definition.footer or "",
        buttons=tuple(_button(i, button, template) for i, button in enumerate(definition.buttons)),
        file=template.header if template and isinstance(template.header, Media) else None,
    )


def _header(definition: Definition, template: model.Template | None) -> str:
    header = definition.header
    if header is None:
        return ""
    given = template.header if template else header.example if header.format == "text" else None
    match given:
        case str():
            return fill(header.text, dict.fromkeys(variables(header.text), given))
        case Location():
            return given.name or given.address or f"{given.latitude}, {given.longitude}"
        case Media():
            return given.filename or ""
    return header.text


def _button(index: int, button: Button, template: model.Template | None) -> PreviewButton:
    sent = {one.index: one.value for one in template.buttons} if template else {}
    given = sent.get(index, "") if template else button.example or ""
    value = _address(button.url, given) if button.url else button.phone or given
    return PreviewButton(button.type, button.text, value)


def _address(url: str, given: str) -> str:
    """Where a button leads; an example may be the whole address."""
    if given.startswith(("https://", "http://")):
        return given
    return fill(url, dict.fromkeys(variables(url), given)) if given else url
