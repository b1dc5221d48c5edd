"""What a template of `inbox/kinds` is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SHOWN = {"image": "image/", "sticker": "image/", "video": "video/", "audio": "audio/"}
"""What the bytes must be for a browser to show them in place; all else is a document."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One message's shape and what it shows."""

    shape: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file: `state` is ready, coming, dead, dropped, or away when it is not kept here; `size` in bytes."""

    kind: str
    state: str
    message_id: int
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    reason: str | None = None
    url: str | None = None
    voice: bool = False
    animated: bool = False

    @property
    def source(self) -> str | None:
        """Where its bytes are."""
        return f"/media/{self.message_id}" if self.state == "ready" else None

    @property
    def extension(self) -> str:
        """Three or four letters that say what a document is."""
        ending = (self.name or "").rpartition(".")[2] if "." in (self.name or "") else ""
        return (ending or (self.mime or "").rpartition("/")[2] or "?")[:4].upper()


def mapping(value: Any) -> dict[str, Any]:
    """A part of what came from outside, when it is what it should be."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[dict[str, Any]]:
    """The parts of a list that are what they should be."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """A text or a number as text; anything else is none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def degrees(value: Any) -> float | None:
    """A number of degrees, when it is one."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if -180 <= found <= 180 else None


def place(latitude: Any, longitude: Any, name: str, address: str) -> dict[str, Any]:
    """A place on the map: the links are made of numbers only."""
    north, east = degrees(latitude), degrees(longitude)
    return {
        "name": name,
        "address": address,
        "latitude": north,
        "longitude": east,
        "known": north is not None and east is not None,
    }
