"""A template send: name, language and typed parameters (Cloud API, template messages)."""

from __future__ import annotations

from collections.abc import Callable

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes import media
from zapbot.sandbox.shapes.fields import Fields

_HEADER = ("text", "image", "video", "document", "location")
_BODY = ("text", "currency", "date_time")
_BUTTONS = {
    "quick_reply": ("payload",),
    "url": ("text",),
    "copy_code": ("coupon_code",),
    "flow": ("action",),
    "catalog": ("action",),
    "mpm": ("action",),
}
_MOST_TEXT, _MOST_TEXT_ALONE = 1024, 32_768


def template(value: Fields) -> None:
    """`{"name": ..., "language": {"code": ...}, "components": [...]}`"""
    value.text("name", 512)
    language = value.object("language")
    language.text("code", 10)
    if "policy" in language:
        language.choice("policy", "deterministic")
    language.done()
    _components(value)
    value.done()


def _components(value: Fields) -> None:
    """One header, one body, a button once; the body's texts together are limited."""
    components = value.maybe_objects("components", 20)
    seen: set[str] = set()
    text = 0
    for component in components:
        place, length = _component(component)
        if place in seen:
            raise GraphError(131009, f"{component.path} is duplicated: {place}")
        seen.add(place)
        text += length if place == "body" else 0
    most = _MOST_TEXT_ALONE if seen <= {"body"} else _MOST_TEXT
    if text > most:
        raise GraphError(132005, f"body has {text} characters of parameters, at most {most} are allowed.")


def _component(component: Fields) -> tuple[str, int]:
    """Where a component belongs, and how many characters its parameters show."""
    kind = place = component.choice("type", "header", "body", "button")
    allowed: tuple[str, ...] = _HEADER if kind == "header" else _BODY
    if kind == "button":
        allowed = _BUTTONS[component.choice("sub_type", *_BUTTONS)]
        place = f"button {component.index('index', 9)}"
    parameters = component.maybe_objects("parameters", 100 if kind == "body" else 1)
    length = sum(_parameter(parameter, kind, allowed) for parameter in parameters)
    component.done()
    return place, length


def _parameter(parameter: Fields, component: str, allowed: tuple[str, ...]) -> int:
    kind = parameter.choice("type", *allowed)
    if kind == "text":
        length = len(parameter.text("text", {"header": 60, "button": 2000}.get(component)))
    else:
        length = _PARAMETERS[kind](parameter)
    if component != "button":
        parameter.maybe_text("parameter_name", 100)
    parameter.done()
    return length


def _currency(parameter: Fields) -> int:
    currency = parameter.object("currency")
    shown = currency.text("fallback_value")
    currency.text("code", 3)
    currency.whole("amount_1000")
    currency.done()
    return len(shown)


def _date_time(parameter: Fields) -> int:
    date = parameter.object("date_time")
    shown = date.text("fallback_value")
    date.done()
    return len(shown)


def _media(kind: str) -> Callable[[Fields], int]:
    def check(parameter: Fields) -> int:
        media.attachment(parameter.object(kind), kind)
        return 0

    return check


def _location(parameter: Fields) -> int:
    place = parameter.object("location")
    place.coordinate("latitude", 90)
    place.coordinate("longitude", 180)
    place.maybe_text("name")
    place.maybe_text("address")
    place.done()
    return 0


def _payload(parameter: Fields) -> int:
    parameter.text("payload", 256)
    return 0


def _coupon(parameter: Fields) -> int:
    parameter.text("coupon_code", 20)
    return 0


def _action(parameter: Fields) -> int:
    action = parameter.object("action")
    action.skip("flow_token", "flow_action_data", "thumbnail_product_retailer_id", "sections")
    action.done()
    return 0


_PARAMETERS: dict[str, Callable[[Fields], int]] = {
    "currency": _currency,
    "date_time": _date_time,
    "image": _media("image"),
    "video": _media("video"),
    "document": _media("document"),
    "location": _location,
    "payload": _payload,
    "coupon_code": _coupon,
    "action": _action,
}
