"""Messages with something to tap: buttons, lists, links, forms, and what a customer is asked to share."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from zapbot.model import AskContact, AskLocation, Buttons, Form, Header, Link, Media, Menu, Option
from zapbot.whatsapp.outbound import files

Interactive = Buttons | Menu | Link | Form | AskLocation | AskContact

_FORM_VERSION = "3"


def message(content: Interactive) -> dict[str, Any]:
    """The kind, the texts and the action; header and footer where the kind has them."""
    kind, action = _action(content)
    sent: dict[str, Any] = {"type": kind, "body": {"text": content.text}, "action": action}
    if isinstance(content, AskLocation | AskContact):
        return sent
    if content.header:
        sent["header"] = _header(content.header)
    if content.footer:
        sent["footer"] = {"text": content.footer}
    return sent


def _action(content: Interactive) -> tuple[str, dict[str, Any]]:
    match content:
        case Buttons():
            buttons = [{"type": "reply", "reply": {"id": o.id, "title": o.title}} for o in content.options]
            return "button", {"buttons": buttons}
        case Menu():
            return "list", {"button": content.button, "sections": _sections(content.options)}
        case Link():
            parameters = {"display_text": content.button, "url": content.url}
            return "cta_url", {"name": "cta_url", "parameters": parameters}
        case Form():
            return "flow", {"name": "flow", "parameters": _form(content)}
        case AskLocation():
            return "location_request_message", {"name": "send_location"}
        case AskContact():
            return "request_contact_info", {"name": "request_contact_info"}


def _header(header: Header) -> dict[str, Any]:
    if isinstance(header, Media):
        return {"type": header.type, header.type: files.attachment(header)}
    return {"type": "text", "text": header}


def _sections(options: Iterable[Option]) -> list[dict[str, Any]]:
    """Rows of one section together, sections in the order in which they first come up."""
    order = list(dict.fromkeys(option.section for option in options))
    by_section = sorted(options, key=lambda option: order.index(option.section))
    return [
        ({"title": title} if title else {}) | {"rows": [_row(option) for option in rows]}
        for title, rows in groupby(by_section, lambda option: option.section)
    ]


def _row(option: Option) -> dict[str, str]:
    row = {"id": option.id, "title": option.title}
    return row | ({"description": option.description} if option.description else {})


def _form(content: Form) -> dict[str, Any]:
    """A form begins at a screen we fill, or asks its own server (`data_exchange`)."""
    parameters: dict[str, Any] = {
        "flow_message_version": _FORM_VERSION,
        "flow_token": content.token,
        "flow_id" if content.form.isdigit() else "flow_name": content.form,
        "flow_cta": content.button,
        "mode": "draft" if content.draft else "published",
    }
    if content.screen is None:
        return parameters | {"flow_action": "data_exchange"}
    payload = {"screen": content.screen} | ({"data": content.data} if content.data else {})
    return parameters | {"flow_action": "navigate", "flow_action_payload": payload}
