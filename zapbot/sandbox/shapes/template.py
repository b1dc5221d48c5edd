"""A template send: name, language and typed parameters (Cloud API, template messages)."""

from __future__ import annotations

from collections.abc import Callable

from zapbot.sandbox.shapes import media
from zapbot.sandbox.shapes.fields import Fields

_SUB_TYPES = ("quick_reply", "url", "copy_code", "flow", "catalog", "mpm")


def template(value: Fields) -> None:
    """`{"name": ..., "language": {"code": ...}, "components": [...]}`"""
    value.text("name", 512)
    language = value.object("language")
    language.text("code", 10)
    if "policy" in language:
        language.choice("policy", "deterministic")
    language.done()
    for component in value.maybe_objects("components", 20):
        _component(component)
    value.done()


def _component(component: Fields) -> None:
    kind = component.choice("type", "header", "body", "button")
    if kind == "button":
        component.choice("sub_type", *_SUB_TYPES)
        component.index("index", 9)
    for parameter in component.maybe_objects("parameters", 100):
        _PARAMETERS[parameter.choice("type", *_PARAMETERS)](parameter)
        parameter.maybe_text("parameter_name", 100)
        parameter.done()
    component.done()


def _text(parameter: Fields) -> None:
    parameter.text("text", 32_768)


def _currency(parameter: Fields) -> None:
    currency = parameter.object("currency")
    currency.text("fallback_value")
    currency.text("code", 3)
    currency.skip("amount_1000")
    currency.done()


def _date_time(parameter: Fields) -> None:
    date = parameter.object("date_time")
    date.text("fallback_value")
    date.done()


def _media(kind: str) -> Callable[[Fields], None]:
    def check(parameter: Fields) -> None:
        value = parameter.object(kind)
        media.source(value)
        if kind == "document":
            value.maybe_text("filename", 240)
        value.done()

    return check


def _location(parameter: Fields) -> None:
    place = parameter.object("location")
    place.coordinate("latitude", 90)
    place.coordinate("longitude", 180)
    place.maybe_text("name")
    place.maybe_text("address")
    place.done()


def _payload(parameter: Fields) -> None:
    parameter.text("payload", 256)


def _coupon(parameter: Fields) -> None:
    parameter.text("coupon_code", 20)


def _action(parameter: Fields) -> None:
    action = parameter.object("action")
    action.skip("flow_token", "flow_action_data", "thumbnail_product_retailer_id", "sections")
    action.done()


_PARAMETERS: dict[str, Callable[[Fields], None]] = {
    "text": _text,
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
