"""Interactive messages: what all share, and the table of their kinds (Cloud API, interactive messages)."""

from __future__ import annotations

from collections.abc import Callable

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes import buttons, flow, links, lists, media
from zapbot.sandbox.shapes.fields import Fields

KINDS: dict[str, tuple[int, tuple[str, ...], Callable[[Fields], None]]] = {
    # kind: longest body, allowed headers, check of the action
    "button": (1024, ("text", "image", "video", "document"), buttons.action),
    "list": (4096, ("text",), lists.action),
    "cta_url": (1024, ("text", "image", "video", "document"), links.action),
    "location_request_message": (1024, (), links.named("send_location")),
    "request_contact_info": (1024, (), links.named("request_contact_info")),
    "flow": (1024, ("text", "image", "video", "document"), flow.action),
}


def interactive(value: Fields) -> None:
    """A body with an action; header and footer where the kind has them."""
    kind = value.text("type")
    if kind not in KINDS:
        raise GraphError(131009, f"interactive['type'] {kind!r} is not one of {', '.join(KINDS)}")
    longest, headers, check = KINDS[kind]
    body = value.object("body")
    body.text("text", longest)
    body.done()
    if headers:
        _header(value, headers)
        _footer(value)
    check(value.object("action"))
    value.done()


def _header(value: Fields, allowed: tuple[str, ...]) -> None:
    header = value.maybe_object("header")
    if header is None:
        return
    kind = header.choice("type", *allowed)
    if kind == "text":
        header.text("text", 60)
    else:
        media.attachment(header.object(kind), kind)
    header.done()


def _footer(value: Fields) -> None:
    if footer := value.maybe_object("footer"):
        footer.text("text", 60)
        footer.done()
