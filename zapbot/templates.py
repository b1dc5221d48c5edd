"""A message template: what it says, and the variables that are filled in when it is sent.

The words are the provider's own: a status is APPROVED, PENDING, REJECTED, PAUSED, DISABLED ...; a category is
MARKETING, UTILITY or AUTHENTICATION; a quality is GREEN, YELLOW, RED or UNKNOWN.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FILES = ("image", "video", "document")
"""The headers that are a file."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands above the body: `format` is text, image, video, document or location.

    `example` is what a variable of the text may say, or the handle of a sample file.
    """

    format: str = "text"
    text: str = ""
    example: str | None = None


class Button(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A button: `type` is quick_reply, url, phone_number, copy_code, flow, otp, catalog, mpm, voice_call ...

    `data` is what else the provider keeps of it.
    """

    type: str
    text: str = ""
    url: str | None = None
    phone: str | None = None
    example: str | None = None
    data: dict[str, Any] = {}

    @property
    def takes_value(self) -> bool:
        """Whether it cannot be sent without a value: an address with a variable, a code to copy."""
        return self.type in ("copy_code", "otp") or (self.type == "url" and bool(variables(self.url or "")))


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a template says. `examples` shows what its variables may be; `other` names parts zapbot has no words for."""

    name: str
    language: str = "pt_BR"
    category: str = "UTILITY"
    header: Header | None = None
    body: str = ""
    footer: str | None = None
    buttons: tuple[Button, ...] = ()
    examples: dict[str, str] = {}
    other: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the body: their names, or 1, 2, 3."""
        return variables(self.body)

    @property
    def named(self) -> bool:
        """Whether variables are filled in by name."""
        header = self.header.text if self.header else ""
        return any(not name.isdecimal() for name in (*self.variables, *variables(header)))


def variables(text: str) -> tuple[str, ...]:
    """The variables of a text in the order they are filled in: numbers by their value, names as they come."""
    found = tuple(dict.fromkeys(VARIABLE.findall(text)))
    return tuple(sorted(found, key=int)) if all(name.isdecimal() for name in found) else found


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables filled in; one without a value stays as it is written."""
    return VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


def language(code: str) -> str:
    """A language as templates are kept by: `pt_BR`, however it was written."""
    first, _, region = code.strip().replace("-", "_").partition("_")
    return f"{first.lower()}_{region.upper()}" if region else first.lower()


def numbered(values: Iterable[str]) -> dict[str, str]:
    """Values by position, under the names 1, 2, 3."""
    return {str(i): value for i, value in enumerate(values, 1)}
