"""What WhatsApp would refuse in a template message, whatever the template is."""

from collections.abc import Iterator

from zapbot.limits.figures import (
    COUPON,
    HEADER,
    PAYLOAD,
    TEMPLATE_BUTTONS,
    TEMPLATE_NAME,
    TEMPLATE_PARAMS,
    TEMPLATE_PARAMS_ALONE,
    URL,
)
from zapbot.limits.files import source
from zapbot.limits.lengths import Problem, length
from zapbot.model import Location, Media, Param, Template, TemplateButton

_PICTURES = ("image", "video", "document")
_VALUES = {"quick_reply": PAYLOAD, "url": URL, "copy_code": COUPON}
"""The kinds of button that need a value, and how long it may be."""

_KINDS = (*_VALUES, "flow", "catalog", "mpm")


def template(content: Template) -> Iterator[Problem]:
    """Its name, what fills its body and its header, and its buttons."""
    if not content.name.strip():
        yield "template", "has no name"
    elif len(content.name) > TEMPLATE_NAME:
        yield "template", f"has a name of {len(content.name)} characters, WhatsApp allows {TEMPLATE_NAME}"
    if not content.language.strip():
        yield "language", "is empty: write it like pt_BR"
    yield from _params(content)
    yield from _header(content)
    yield from _buttons(content.buttons)


def words(param: Param) -> str:
    """What a parameter shows."""
    return param if isinstance(param, str) else param.text


def _params(content: Template) -> Iterator[Problem]:
    pairs = content.params.items() if isinstance(content.params, dict) else enumerate(content.params)
    named: dict[str, Param] = {str(name): param for name, param in pairs}
    for name, param in named.items():
        if not words(param).strip():
            yield f"params.{name}", "is empty: WhatsApp takes no empty value"
    most = TEMPLATE_PARAMS if content.header is not None or content.buttons else TEMPLATE_PARAMS_ALONE
    total = sum(len(words(param)) for param in named.values())
    if total > most:
        yield "params", f"have {total} characters together, WhatsApp allows {most}"


def _header(content: Template) -> Iterator[Problem]:
    match content.header:
        case str(text):
            yield from length("header", text, HEADER)
        case Media() as file:
            if file.type not in _PICTURES:
                yield "header", f"is {file.type}: a template is headed by a text, place, image, video or document"
            if file.caption:
                yield "header", "takes no caption: put the words into a parameter"
            yield from source("header", file)
        case Location(latitude, longitude):
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                yield "header", "is not on Earth: latitude is -90 to 90, longitude -180 to 180"


def _buttons(buttons: tuple[TemplateButton, ...]) -> Iterator[Problem]:
    seen: set[int] = set()
    for button in buttons:
        part = f"buttons.{button.index}"
        if not 0 <= button.index < TEMPLATE_BUTTONS:
            yield part, f"is no place of a button: there are 0 to {TEMPLATE_BUTTONS - 1}"
        if button.index in seen:
            yield part, "is filled twice"
        seen.add(button.index)
        if button.type not in _KINDS:
            yield part, f"is {button.type!r}: a button is one of {', '.join(_KINDS)}"
        elif button.type in _VALUES:
            yield from length(part, button.value, _VALUES[button.type])
