"""A template send against the template it names: what Meta refuses, and what the customer sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.templates import VARIABLE, Template, variables
from zapbot.sandbox.world import World

_UNEVEN = re.compile(r"[\n\r\t]| {5}")
_MOST = {"url": 2000, "copy_code": 15}

Parameters = list[dict[str, Any]]


def shown(world: World, sent: dict[str, Any]) -> dict[str, Any] | None:
    """The filled parts of a template; None when it does not fit and need not. Raises GraphError."""
    try:
        return _fill(_usable(world, sent["name"], sent["language"]["code"]), _parts(sent))
    except GraphError:
        if world.config.strict_templates:
            raise
        return None


def _usable(world: World, name: str, language: str) -> Template:
    template = world.templates.find(name, language)
    if template is None or template.status not in ("APPROVED", "PAUSED", "DISABLED"):
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if template.status == "PAUSED":
        raise GraphError(132015, f"template name ({name}) in {language} is paused")
    if template.status == "DISABLED":
        raise GraphError(132016, f"template name ({name}) in {language} is disabled")
    return template


def _parts(sent: dict[str, Any]) -> dict[str, Parameters]:
    """The parameters of each component: header, body, and a button under its place."""
    found: dict[str, Parameters] = {}
    for part in sent.get("components", []):
        place = f"{part['sub_type']} {int(part['index'])}" if part["type"] == "button" else part["type"]
        found[place] = part.get("parameters", [])
    return found


def _fill(template: Template, parts: dict[str, Parameters]) -> dict[str, Any]:
    footer = template.component("FOOTER")
    body = (template.component("BODY") or {}).get("text", "")
    return {
        "header": _header(template, parts.get("header", [])),
        "body": _text("body", body, parts.get("body", [])),
        "footer": footer["text"] if footer else None,
        "buttons": list(_buttons(template, parts)),
    }


def _text(place: str, text: str, parameters: Parameters) -> str:
    names = variables(text)
    if len(parameters) != len(names):
        raise GraphError(
            132000,
            f"{place}: number of localizable_params ({len(parameters)}) does not match the expected number of params"
            f" ({len(names)})",
        )
    named = any(not name.isdecimal() for name in names)
    given = [parameter.get("parameter_name") for parameter in parameters] if named else names
    if set(given) != set(names):
        raise GraphError(132012, f"{place}: Parameter name is missing or empty, expected {', '.join(names)}")
    if not named and any("parameter_name" in parameter for parameter in parameters):
        raise GraphError(132012, f"{place}: parameter_name is not allowed, the template has positional parameters")
    values = dict(zip(given, map(_value, parameters), strict=True))
    return VARIABLE.sub(lambda match: values[match[1]], text)


def _value(parameter: dict[str, Any]) -> str:
    kind = parameter["type"]
    value = str(parameter["text"] if kind == "text" else parameter[kind].get("fallback_value", ""))
    if _UNEVEN.search(value):
        raise GraphError(
            132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces", http_status=400
        )
    return value


def _header(template: Template, parameters: Parameters) -> dict[str, Any] | None:
    header = template.component("HEADER")
    if header is None:
        if parameters:
            raise GraphError(132000, "header: number of localizable_params (1) does not match the expected number (0)")
        return None
    expected = header["format"].lower()
    if expected == "text":
        return {"type": "text", "text": _text("header", header.get("text", ""), parameters)}
    received = parameters[0]["type"] if parameters else "unknown"
    if received != expected:
        raise GraphError(132012, f"header: Format mismatch, expected {expected.upper()}, received {received.upper()}")
    return {"type": expected, expected: parameters[0][expected]}


def _buttons(template: Template, parts: dict[str, Parameters]) -> Iterator[dict[str, Any]]:
    given = {place for place in parts if place not in ("header", "body")}
    for index, button in enumerate(template.buttons):
        kind = {"otp": "url"}.get(button["type"].lower(), button["type"].lower())
        place = f"{kind} {index}"
        given.discard(place)
        yield {"type": kind, "text": button.get("text", ""), **_button(index, kind, button, parts.get(place, []))}
    if given:
        raise GraphError(132012, f"buttons: there is no button {', '.join(sorted(given))} in the template")


def _button(index: int, kind: str, button: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    given = parameters[0] if parameters else {}
    if kind == "quick_reply":
        return {"id": given.get("payload") or button["text"]}
    needed = kind == "copy_code" or button["type"] == "OTP" or bool(variables(button.get("url") or ""))
    if needed and not given:
        raise GraphError(131008, f"buttons: Button at index {index} of type {kind} requires a parameter")
    if given and kind == "url" and not needed:
        raise GraphError(132018, f"buttons: Button at index {index} of type Url does not require parameters")
    value = str(given.get("text") or given.get("coupon_code") or "")
    filled = VARIABLE.sub(lambda _: value, button["url"]) if button.get("url") else value
    if len(filled) > _MOST.get(kind, 2000):
        raise GraphError(132018, f"buttons: Button at index {index} is too long")
    return {"value": filled or button.get("phone_number", "")}
