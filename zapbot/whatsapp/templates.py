"""Templates as the JSON Meta keeps them in. Cloud API fact sheet, section 10."""

from collections.abc import Iterator
from typing import Any

from zapbot.connector import TemplateCopy
from zapbot.templates import FILES, Button, Definition, Header, language, variables
from zapbot.whatsapp.payloads import items, mapping, text

FIELDS = "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason"
_KNOWN = ("HEADER", "BODY", "FOOTER", "BUTTONS")
_OF_A_BUTTON = ("type", "text", "url", "phone_number", "example")


def copies(answer: dict[str, Any]) -> list[TemplateCopy]:
    """The templates of one page of the list; what names neither itself nor its language is left out."""
    return [copy for copy in (_copy(mapping(raw)) for raw in items(answer.get("data"))) if copy is not None]


def next_page(answer: dict[str, Any]) -> str | None:
    """The cursor of the page after this one; the address Meta gives with it is not followed, the token stays here."""
    paging = mapping(answer.get("paging"))
    return text(mapping(paging.get("cursors")).get("after")) or None if paging.get("next") else None


def created(definition: Definition, answer: dict[str, Any]) -> TemplateCopy:
    """A template just handed in, with what Meta answered."""
    return TemplateCopy(definition, text(answer.get("status")) or "PENDING", text(answer.get("id")) or None)


def body(definition: Definition) -> dict[str, Any]:
    """A new template as it is handed in."""
    return {
        "name": definition.name,
        "language": definition.language,
        "category": definition.category,
        "parameter_format": "named" if definition.named else "positional",
        "components": list(_components(definition)),
    }


def quality(value: Any) -> str | None:
    """A score as Meta writes it: a word, or an object that holds it."""
    return text(mapping(value).get("score")) or text(value) or None


def reason(value: Any) -> str | None:
    """Why a template was refused; `NONE` is none."""
    return text(value) if text(value) not in ("", "NONE") else None


def _copy(raw: dict[str, Any]) -> TemplateCopy | None:
    name, code = text(raw.get("name")), text(raw.get("language"))
    if not name or not code:
        return None
    parts = {text(mapping(part).get("type")).upper(): mapping(part) for part in items(raw.get("components"))}
    body = parts.get("BODY", {})
    definition = Definition(
        name=name,
        language=language(code),
        category=text(raw.get("category")).upper(),
        header=_header(parts["HEADER"]) if "HEADER" in parts else None,
        body=text(body.get("text")),
        footer=text(parts.get("FOOTER", {}).get("text")) or None,
        buttons=tuple(_button(mapping(button)) for button in items(parts.get("BUTTONS", {}).get("buttons"))),
        examples=_examples(mapping(body.get("example"))),
        other=tuple(kind.lower() for kind in parts if kind not in _KNOWN),
    )
    return TemplateCopy(
        definition,
        text(raw.get("status")).upper(),
        text(raw.get("id")) or None,
        quality(raw.get("quality_score")),
        reason(raw.get("rejected_reason")),
    )


def _header(part: dict[str, Any]) -> Header:
    example = mapping(part.get("example"))
    named = [text(mapping(value).get("example")) for value in items(example.get("header_text_named_params"))]
    shown = [*named, *map(text, items(example.get("header_text"))), *map(text, items(example.get("header_handle")))]
    return Header(text(part.get("format")).lower() or "text", text(part.get("text")), next(iter(shown), None))


def _examples(example: dict[str, Any]) -> dict[str, str]:
    named = [mapping(value) for value in items(example.get("body_text_named_params"))]
    by_name = {text(value.get("param_name")): text(value.get("example")) for value in named}
    rows = items(example.get("body_text"))
    row = rows[0] if rows and isinstance(rows[0], list) else rows
    return by_name or {str(i): text(value) for i, value in enumerate(row, 1)}


def _button(raw: dict[str, Any]) -> Button:
    example = raw.get("example")
    return Button(
        text(raw.get("type")).lower(),
        text(raw.get("text")),
        text(raw.get("url")) or None,
        text(raw.get("phone_number")) or None,
        text(next(iter(items(example)), example)) or None,
        {key: value for key, value in raw.items() if key not in _OF_A_BUTTON},
    )


def _components(definition: Definition) -> Iterator[dict[str, Any]]:
    if definition.header:
        yield _header_part(definition.header)
    yield {"type": "BODY", "text": definition.body, **_body_example(definition)}
    if definition.footer:
        yield {"type": "FOOTER", "text": definition.footer}
    if definition.buttons:
        yield {"type": "BUTTONS", "buttons": [_button_part(button) for button in definition.buttons]}


def _header_part(header: Header) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "HEADER", "format": header.format.upper()}
    part |= {"text": header.text} if header.format == "text" else {}
    if not header.example:
        return part
    if header.format in FILES:
        return part | {"example": {"header_handle": [header.example]}}
    names = variables(header.text)
    if any(not name.isdecimal() for name in names):
        named = [{"param_name": name, "example": header.example} for name in names]
        return part | {"example": {"header_text_named_params": named}}
    return part | {"example": {"header_text": [header.example]}}


def _body_example(definition: Definition) -> dict[str, Any]:
    names = definition.variables
    if not names:
        return {}
    examples = [definition.examples.get(name, "") for name in names]
    if not definition.named:
        return {"example": {"body_text": [examples]}}
    named = [{"param_name": name, "example": example} for name, example in zip(names, examples, strict=True)]
    return {"example": {"body_text_named_params": named}}


def _button_part(button: Button) -> dict[str, Any]:
    part: dict[str, Any] = {"type": button.type.upper(), **button.data}
    given = {"text": button.text, "url": button.url, "phone_number": button.phone}
    part |= {key: value for key, value in given.items() if value}
    if button.example:
        part["example"] = button.example if button.type == "copy_code" else [button.example]
    return part
