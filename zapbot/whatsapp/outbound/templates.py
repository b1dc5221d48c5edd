"""Templates with what fills their header, body and buttons."""

from collections.abc import Iterator
from typing import Any

from zapbot.model import Amount, Location, Media, Moment, Param, Template, TemplateButton
from zapbot.whatsapp.outbound import files
from zapbot.whatsapp.outbound.places import place


def template(content: Template) -> dict[str, Any]:
    """Name, language and the components that have something to fill."""
    sent: dict[str, Any] = {"name": content.name, "language": {"code": content.language}}
    components = list(_components(content))
    return sent | ({"components": components} if components else {})


def _components(content: Template) -> Iterator[dict[str, Any]]:
    if content.header is not None:
        yield {"type": "header", "parameters": [_header(content.header)]}
    if content.params:
        yield {"type": "body", "parameters": list(_parameters(content.params))}
    for button in content.buttons:
        yield _button(button)


def _header(header: str | Media | Location) -> dict[str, Any]:
    match header:
        case Media():
            return {"type": header.type, header.type: files.attachment(header)}
        case Location():
            return {"type": "location", "location": place(header)}
    return {"type": "text", "text": header}


def _parameters(params: tuple[Param, ...] | dict[str, Param]) -> Iterator[dict[str, Any]]:
    if isinstance(params, dict):
        for name, param in params.items():
            yield _parameter(param) | {"parameter_name": name}
        return
    yield from map(_parameter, params)


def _parameter(param: Param) -> dict[str, Any]:
    match param:
        case Amount(text, code, amount):
            return {"type": "currency", "currency": {"fallback_value": text, "code": code, "amount_1000": amount}}
        case Moment(text):
            return {"type": "date_time", "date_time": {"fallback_value": text}}
    return {"type": "text", "text": param}


def _button(button: TemplateButton) -> dict[str, Any]:
    sent: dict[str, Any] = {"type": "button", "sub_type": button.type, "index": str(button.index)}
    value = _value(button)
    return sent | ({"parameters": [value]} if value else {})


def _value(button: TemplateButton) -> dict[str, Any] | None:
    match button.type:
        case "quick_reply":
            return {"type": "payload", "payload": button.value}
        case "url":
            return {"type": "text", "text": button.value}
        case "copy_code":
            return {"type": "coupon_code", "coupon_code": button.value}
    action = _action(button)
    return {"type": "action", "action": action} if action else None


def _action(button: TemplateButton) -> dict[str, Any]:
    """What a form is opened with, or which products are shown."""
    if button.type == "flow":
        data = {"flow_action_data": button.data} if button.data else {}
        return ({"flow_token": button.value} if button.value else {}) | data
    product = {"thumbnail_product_retailer_id": button.value} if button.value else {}
    return product | button.data
