"""The action of reply buttons: one to three, no two alike (Cloud API, reply buttons)."""

from __future__ import annotations

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.fields import Fields


def action(value: Fields) -> None:
    """`{"buttons": [{"type": "reply", "reply": {"id": ..., "title": ...}}]}`"""
    ids: set[str] = set()
    titles: set[str] = set()
    for button in value.objects("buttons", 1, 3):
        button.choice("type", "reply")
        reply = button.object("reply")
        unique(ids, identifier(reply, 256), reply.name("id"))
        unique(titles, reply.text("title", 20), reply.name("title"))
        reply.done()
        button.done()
    value.done()


def identifier(value: Fields, longest: int) -> str:
    """An option's id: no blanks around it."""
    id = value.text("id", longest)
    if id != id.strip():
        raise value.invalid("id", "must not start or end with a space")
    return id


def unique(seen: set[str], value: str, name: str) -> None:
    """Refuse what was there before."""
    if value in seen:
        raise GraphError(131009, f"{name} is duplicated: {value}")
    seen.add(value)
