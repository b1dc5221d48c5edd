"""What Meta tells about templates without being asked. Cloud API fact sheet, section 6."""

from collections.abc import Callable
from typing import Any

import msgspec

from zapbot.connector import Broken, TemplateChange
from zapbot.templates import language
from zapbot.whatsapp.payloads import mapping, text
from zapbot.whatsapp.templates import reason

Value = dict[str, Any]


def read(field: str, value: Value, at: float) -> TemplateChange | Broken:
    """One of `FIELDS` as a change."""
    name, code = text(value.get("message_template_name")), text(value.get("message_template_language"))
    if not name or not code:
        return Broken(f"a {field} names no template or no language")
    id = value.get("message_template_id")
    known = isinstance(id, int | str) and not isinstance(id, bool) and str(id)
    return FIELDS[field](TemplateChange(name, language(code), at, known or None), value)


_RETURNED = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}
"""Events that end a status, by the status they bring back."""
_WARNING = "FLAGGED"
"""Customers dislike it, but it may be sent: an event that is no status."""


def _status(change: TemplateChange, value: Value) -> TemplateChange:
    """`PAUSED` explains itself beside the reason, `REJECTED` too; a category comes with some."""
    event = text(value.get("event")).upper()
    other, rejection = mapping(value.get("other_info")), mapping(value.get("rejection_info"))
    told = [
        event if event == _WARNING else None,
        reason(value.get("reason")),
        text(rejection.get("reason")),
        text(rejection.get("recommendation")),
        text(other.get("title")),
        text(other.get("description")),
        text(mapping(value.get("disable_info")).get("disable_date")),
    ]
    return msgspec.structs.replace(
        change,
        status=None if event == _WARNING else _RETURNED.get(event, event) or None,
        category=text(value.get("message_template_category")).upper() or None,
        reason="; ".join(filter(None, told)) or None,
        reworded=event == _WARNING or event in _RETURNED,
    )


def _quality(change: TemplateChange, value: Value) -> TemplateChange:
    return msgspec.structs.replace(change, quality=text(value.get("new_quality_score")).upper() or None)


def _category(change: TemplateChange, value: Value) -> TemplateChange:
    """With `correct_category` this is a day's notice, and `new_category` is the one that still holds."""
    return msgspec.structs.replace(
        change,
        category=text(value.get("new_category")).upper() or None,
        next_category=text(value.get("correct_category")).upper() or None,
    )


def _components(change: TemplateChange, _: Value) -> TemplateChange:
    return msgspec.structs.replace(change, reworded=True)


FIELDS: dict[str, Callable[[TemplateChange, Value], TemplateChange]] = {
    "message_template_status_update": _status,
    "message_template_quality_update": _quality,
    "template_category_update": _category,
    "message_template_components_update": _components,
}
