"""The fields of a new template, as a definition, and what is wrong with it by field."""

from collections.abc import Iterator, Mapping

from zapbot.desk import template_rules
from zapbot.templates import Button, Definition, Header, language, variables

BUTTONS = 3
BUTTON_TYPES = ("quick_reply", "url", "phone_number", "copy_code")


def definition(given: Mapping[str, str]) -> Definition:
    """What the fields say; `header`, `footer` and buttons only when something is written there."""
    body = given.get("body", "").replace("\r\n", "\n").strip()
    return Definition(
        name=given.get("name", "").strip(),
        language=language(given.get("language", "pt_BR")),
        category=given.get("category", "UTILITY").upper(),
        header=_header(given),
        body=body,
        footer=given.get("footer", "").strip() or None,
        buttons=tuple(_buttons(given)),
        examples={name: given.get(f"example.{name}", "").strip() for name in variables(body)},
    )


def problems(made: Definition) -> dict[str, str]:
    """All that Meta would refuse, by field; of a field the first."""
    found: dict[str, str] = {}
    for where, what in template_rules.problems(made):
        found.setdefault(where, what)
    return found


def _header(given: Mapping[str, str]) -> Header | None:
    text = given.get("header", "").strip()
    return Header("text", text, given.get("header_example", "").strip() or None) if text else None


def _buttons(given: Mapping[str, str]) -> Iterator[Button]:
    for place in range(BUTTONS):
        type, text, value, example = (
            given.get(f"button{place}.{name}", "").strip() for name in ("type", "text", "value", "example")
        )
        if type not in BUTTON_TYPES or not (text or value):
            continue
        yield Button(
            type,
            text,
            url=value if type == "url" else None,
            phone=value if type == "phone_number" else None,
            example=(value if type == "copy_code" else example) or None,
        )
