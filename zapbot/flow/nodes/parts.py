"""What a message may be made of besides its text."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from zapbot.flow.node import Rendered
from zapbot.flow.source import Path

MEDIA = ("image", "video", "audio", "document", "sticker")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Part):
    """A row of a list: `id: title`, or `id: {title, description}`."""

    title: Rendered
    description: Rendered | None = None


def _row(value: Any) -> Any:
    return {"title": value} if isinstance(value, str) else value


class Menu(_Part):
    """`list`: the words on the button that opens it, and its rows."""

    button: Rendered
    rows: dict[str, Annotated[Row, BeforeValidator(_row)]] = Field(min_length=1)

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Each text with its place under `list`."""
        yield ("button",), self.button
        for id, row in self.rows.items():
            yield ("rows", id), row.title
            if row.description:
                yield ("rows", id, "description"), row.description


class Place(_Part):
    """`location`."""

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)
    name: Rendered | None = None
    address: Rendered | None = None


class ApprovedTemplate(_Part):
    """`template`: a template by name, what fills its body by position (a list) or by name (keys)."""

    name: str = Field(pattern=r"^[a-z0-9_]{1,512}$")
    language: str = Field("pt_BR", pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")
    params: list[Rendered] | dict[str, Rendered] = []

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Each text with its place under `template`."""
        pairs = self.params.items() if isinstance(self.params, dict) else enumerate(self.params)
        for key, text in pairs:
            yield ("params", key), text
