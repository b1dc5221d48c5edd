"""Text, location and reaction (Cloud API, send messages)."""

from __future__ import annotations

from zapbot.sandbox.shapes.fields import Fields


def text(value: Fields) -> None:
    """`{"body": ..., "preview_url": ...}`"""
    value.text("body", 4096)
    value.flag("preview_url")
    value.done()


def location(value: Fields) -> None:
    """`{"latitude": ..., "longitude": ..., "name": ..., "address": ...}`"""
    value.coordinate("latitude", 90)
    value.coordinate("longitude", 180)
    value.maybe_text("name", 1000)
    value.maybe_text("address", 1000)
    value.done()


def reaction(value: Fields) -> None:
    """`{"message_id": ..., "emoji": ...}`; an empty emoji removes it."""
    value.text("message_id")
    emoji = value.text("emoji", 16, shortest=0)
    if any(char.isalpha() or char.isspace() for char in emoji):
        raise value.invalid("emoji", "must be one emoji")
    value.done()
