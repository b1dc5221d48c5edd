"""The body of `POST /{account id}/message_templates` (Cloud API, templates)."""

from __future__ import annotations

import re
from typing import Any

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.fields import Fields
from zapbot.sandbox.templates import VARIABLE, variables

CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
_BUTTONS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "OTP", "CATALOG", "MPM", "VOICE_CALL")
_FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")


def check_template(payload: Any) -> None:
    """Refuse anything but one well-shaped template."""
    template = Fields(payload, "")
    if not re.fullmatch(r"[a-z0-9_]+", template.text("name", 512)):
        raise _invalid("Message template name can only have lowercase letters, numbers and underscores")
    template.text("language", 10)
    template.choice("category", *CATEGORIES)
    if "parameter_format" in template:
        template.choice("parameter_format", "positional", "named", "POSITIONAL", "NAMED")
    template.skip("allow_category_change", "message_send_ttl_seconds")
    kinds = [_component(part) for part in template.objects("components", 1, 10)]
    template.done()
    if "BODY" not in kinds or len(set(kinds)) < len(kinds):
        raise _invalid("Message templates need one body, and every other component once at most")


def _component(part: Fields) -> str:
    kind = part.choice("type", "HEADER", "BODY", "FOOTER", "BUTTONS")
    {"HEADER": _header, "BODY": _body, "FOOTER": _footer, "BUTTONS": _buttons}[kind](part)
    part.done()
    return kind


def _header(part: Fields) -> None:
    kind = part.choice("format", *_FORMATS)
    example = part.maybe_object("example")
    if kind == "TEXT":
        names = variables(part.text("text", 60))
        if len(names) > 1 or (names and example is None):
            raise _invalid("A header has one variable at most, with an example")
    elif kind != "LOCATION" and (example is None or not example.maybe_array("header_handle")):
        raise _invalid("A header with media needs the handle of an example")


def _body(part: Fields) -> None:
    text = part.text("text", 1024)
    names = variables(text)
    example = part.maybe_object("example")
    if not names:
        return
    if VARIABLE.match(text.strip()) or re.search(rf"{VARIABLE.pattern}$", text.strip()):
        raise _invalid("Variables can't be at the start or end of the template.", 2388299)
    if len(VARIABLE.sub(" ", text).split()) < 2 * len(names) + 1:
        raise _invalid("This template has too many variables for its length.", 2388293)
    shown = _examples(example)
    if len(shown) != len(names) or not all(shown):
        raise _invalid("Every variable of the body needs an example")


def _examples(example: Fields | None) -> list[str]:
    if example is None:
        return []
    named = example.maybe_array("body_text_named_params")
    rows = example.maybe_array("body_text")
    return [str(one.get("example") or "") for one in named] or [str(one) for one in (rows[0] if rows else [])]


def _footer(part: Fields) -> None:
    if variables(part.text("text", 60)):
        raise _invalid("A footer has no variables")


def _buttons(part: Fields) -> None:
    for button in part.objects("buttons", 1, 10):
        kind = button.choice("type", *_BUTTONS)
        button.maybe_text("text", 25)
        if kind == "URL":
            _address(button)
        if kind == "PHONE_NUMBER":
            button.text("phone_number", 20)
        if kind == "COPY_CODE":
            button.text("example", 15)
        button.skip("example", "flow_id", "flow_name", "flow_json", "flow_action", "navigate_screen", "otp_type")
        button.done()


def _address(button: Fields) -> None:
    url = button.link("url")
    names = VARIABLE.findall(url)
    if len(names) > 1 or (names and not re.search(rf"{VARIABLE.pattern}$", url)):
        raise _invalid("An address has one variable at most, at its end")
    if names and "example" not in button:
        raise _invalid("An address with a variable needs an example")


def _invalid(details: str, subcode: int | None = None) -> GraphError:
    return GraphError(100, details, message="(#100) Invalid parameter", subcode=subcode)
