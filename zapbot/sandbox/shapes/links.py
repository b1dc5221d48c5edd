"""The actions of a link button and of requests that only carry a name (Cloud API, call-to-action URL)."""

from __future__ import annotations

from collections.abc import Callable

from zapbot.sandbox.shapes.fields import Fields


def action(value: Fields) -> None:
    """`{"name": "cta_url", "parameters": {"display_text": ..., "url": ...}}`"""
    value.choice("name", "cta_url")
    parameters = value.object("parameters")
    parameters.text("display_text", 20)
    parameters.link("url")
    parameters.done()
    value.done()


def named(name: str) -> Callable[[Fields], None]:
    """The check of an action that is only `{"name": name}`."""

    def check(value: Fields) -> None:
        value.choice("name", name)
        value.done()

    return check
