"""Image, video, audio, document, sticker: an uploaded id or a link, never both (Cloud API, media)."""

from __future__ import annotations

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.fields import Fields


def image(value: Fields) -> None:
    """An image or a video, with a caption if wanted."""
    source(value)
    value.maybe_text("caption", 1024)
    value.done()


def document(value: Fields) -> None:
    """A file, with its name."""
    source(value)
    value.maybe_text("caption", 1024)
    value.maybe_filename()
    value.done()


def audio(value: Fields) -> None:
    """A sound; `voice` makes it a voice note."""
    source(value)
    value.flag("voice")
    value.done()


def sticker(value: Fields) -> None:
    """A sticker: nothing but its source."""
    source(value)
    value.done()


def attachment(value: Fields, kind: str) -> None:
    """A file inside another message: its source, and a document's name."""
    source(value)
    if kind == "document":
        value.maybe_filename()
    value.done()


def source(value: Fields) -> None:
    """Exactly one of `id` and `link`."""
    if ("id" in value) == ("link" in value):
        raise GraphError(131009, f"{value.path} must have either an id or a link.")
    if "id" in value:
        value.text("id", 256)
    else:
        value.link("link")
