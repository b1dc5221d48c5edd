"""What a customer may tap in a message, and the answer a tap becomes (Cloud API, inbound interactive)."""

from __future__ import annotations

from typing import Any


def answer(message: dict[str, Any], id: str, shown: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """The inbound message for choosing this id; None when it is not offered. `shown` is a template filled in."""
    if shown:
        return _reply(shown["buttons"], id)
    if message.get("type") == "template":
        return _template(message["template"], id)
    interactive = message.get("interactive") or {}
    action = interactive.get("action") or {}
    if interactive.get("type") == "button":
        return _button(action, id)
    if interactive.get("type") == "list":
        return _row(action, id)
    return None


def _button(action: dict[str, Any], id: str) -> dict[str, Any] | None:
    for button in action.get("buttons", []):
        reply = button["reply"]
        if reply["id"] == id:
            chosen = {"id": id, "title": reply["title"]}
            return {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": chosen}}
    return None


def _row(action: dict[str, Any], id: str) -> dict[str, Any] | None:
    for section in action.get("sections", []):
        for row in section["rows"]:
            if row["id"] == id:
                chosen = {key: row[key] for key in ("id", "title", "description") if key in row}
                return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": chosen}}
    return None


def _reply(buttons: list[dict[str, Any]], id: str) -> dict[str, Any] | None:
    """A quick reply: the payload it was sent with, or its label."""
    for button in buttons:
        if button["type"] == "quick_reply" and button["id"] == id:
            return {"type": "button", "button": {"payload": id, "text": button["text"]}}
    return None


def _template(template: dict[str, Any], id: str) -> dict[str, Any] | None:
    for component in template.get("components", []):
        if component.get("sub_type") != "quick_reply":
            continue
        for parameter in component.get("parameters", []):
            if parameter.get("payload") == id:
                return {"type": "button", "button": {"payload": id, "text": id}}
    return None
