"""What Meta asks of a new template. Cloud API fact sheet, section 10."""

import re
from collections.abc import Iterator

from zapbot.desk.template_values import BODY, CODE, HEADER, URL
from zapbot.templates import FILES, VARIABLE, Button, Definition, Header, variables

CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
BUTTONS = ("quick_reply", "url", "phone_number", "copy_code", "flow", "otp", "catalog", "mpm", "voice_call")
NAME = 512
FOOTER = 60
MOST_BUTTONS = 10
LABEL = 25
PHONE = 20
WORDS_PER_VARIABLE = 2
"""With fewer fixed words for each variable, and one more, a body is too dense: our reading of error 2388293."""

_NAME = re.compile(r"[a-z0-9_]+")
_BRACES = re.compile(r"\{\{|\}\}")

Problem = tuple[str, str]


def problems(definition: Definition) -> Iterator[Problem]:
    """All that would be refused: where, and what to do about it."""
    if not _NAME.fullmatch(definition.name) or len(definition.name) > NAME:
        yield "name", f"takes a to z, 0 to 9 and _ only, at most {NAME}: such as {_suggested(definition.name)}"
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", definition.language):
        yield "language", f"{definition.language!r} is no language: write it like pt_BR"
    if definition.category not in CATEGORIES:
        yield "category", f"{definition.category!r} is none: use {', '.join(CATEGORIES).lower()}"
    yield from _body(definition)
    if definition.header:
        yield from _header(definition.header)
    if definition.footer is not None:
        yield from _length("footer", definition.footer, FOOTER)
        if variables(definition.footer):
            yield "footer", "takes no variables"
    yield from _buttons(definition.buttons)


def _suggested(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "aviso_entrega"


def _body(definition: Definition) -> Iterator[Problem]:
    body, names = definition.body, definition.variables
    if definition.category == "AUTHENTICATION" and not body:
        return
    yield from _length("body", body, BODY)
    yield from _variables("body", body)
    if names and VARIABLE.match(body.strip()):
        yield "body", "may not begin with a variable: put a word before it"
    if names and re.search(rf"{VARIABLE.pattern}$", body.strip()):
        yield "body", "may not end with a variable: put a word after it"
    words = len(VARIABLE.sub(" ", body).split())
    if names and words < WORDS_PER_VARIABLE * len(names) + 1:
        yield "body", f"has {words} words for {len(names)} variables: Meta refuses so little text around so many"
    for name in names:
        if not definition.examples.get(name, "").strip():
            yield f"examples.{name}", "is missing: show what the variable may say"
    for name in definition.examples:
        if name not in names:
            yield f"examples.{name}", "is not a variable of the body"


def _variables(where: str, text: str) -> Iterator[Problem]:
    names = variables(text)
    if _BRACES.search(VARIABLE.sub("", text)):
        yield where, "has braces that are no variable: write {{1}} or {{nome}}"
    numbers = [name for name in names if name.isdecimal()]
    if numbers and len(numbers) < len(names):
        yield where, "mixes numbered and named variables: use one kind"
    elif numbers and numbers != [str(i) for i in range(1, len(numbers) + 1)]:
        yield where, f"numbers its variables {', '.join(numbers)}: count from 1 without a gap"
    for name in names:
        if not _NAME.fullmatch(name):
            yield where, f"the variable {name!r} takes a to z, 0 to 9 and _ only"


def _header(header: Header) -> Iterator[Problem]:
    if header.format not in ("text", "location", *FILES):
        yield "header.format", f"{header.format!r} is none: use text, {', '.join(FILES)} or location"
    elif header.format in FILES and not header.example:
        yield "header.example", "is missing: the handle of a sample file uploaded to Meta"
    elif header.format == "text":
        yield from _length("header.text", header.text, HEADER)
        yield from _variables("header.text", header.text)
        names = variables(header.text)
        if len(names) > 1:
            yield "header.text", "takes one variable at most"
        if names and not header.example:
            yield "header.example", "is missing: show what the variable may say"


def _buttons(buttons: tuple[Button, ...]) -> Iterator[Problem]:
    if len(buttons) > MOST_BUTTONS:
        yield "buttons", f"are {len(buttons)}, WhatsApp allows {MOST_BUTTONS}"
    for i, button in enumerate(buttons):
        where = f"buttons.{i}"
        if button.type not in BUTTONS:
            yield f"{where}.type", f"{button.type!r} is none: use {', '.join(BUTTONS)}"
        elif button.type != "copy_code" and button.type != "otp":
            yield from _length(f"{where}.text", button.text, LABEL)
        yield from _target(where, button)
    texts = [button.text for button in buttons if button.text]
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield "buttons", f"two are called {text!r}"


def _target(where: str, button: Button) -> Iterator[Problem]:
    if button.type == "url":
        yield from _address(where, button)
    elif button.type == "phone_number":
        if not re.fullmatch(r"\+?\d{5,19}", button.phone or ""):
            yield (
                f"{where}.phone",
                f"is missing or no number of at most {PHONE} characters: write it like +551140000000",
            )
    elif button.type == "copy_code" and not 1 <= len(button.example or "") <= CODE:
        yield f"{where}.example", f"is missing or longer than {CODE}: show a code"


def _address(where: str, button: Button) -> Iterator[Problem]:
    url = button.url or ""
    if not url.startswith(("https://", "http://")) or len(url) > URL:
        yield f"{where}.url", f"is missing or no https address of at most {URL} characters"
    names = VARIABLE.findall(url)
    if len(names) > 1 or (names and not re.search(rf"{VARIABLE.pattern}$", url)):
        yield f"{where}.url", "takes one variable, at its end"
    if names and not button.example:
        yield f"{where}.example", "is missing: show what the address may be"


def _length(where: str, text: str, limit: int) -> Iterator[Problem]:
    if not text.strip():
        yield where, "is empty"
    elif len(text) > limit:
        yield where, f"has {len(text)} characters, WhatsApp allows {limit}: shorten it by {len(text) - limit}"
