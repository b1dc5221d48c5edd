"""`message`: say something; a text, buttons, a list or a place."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zapbot import limits, model
from zapbot.flow import template
from zapbot.flow.expression import Expression
from zapbot.flow.node import Body, Finding, Move, Rendered, Through
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn

_FIRST_MARK = 0x2460  # ①, ②, ...


class Row(BaseModel):
    """A row of a list: `id: title`, or `id: {title, description}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Rendered
    description: Rendered | None = None


def _row(value: Any) -> Any:
    return {"title": value} if isinstance(value, str) else value


class Menu(BaseModel):
    """`list`: the words on the button that opens it, and its rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    button: Rendered
    rows: dict[str, Annotated[Row, BeforeValidator(_row)]] = Field(min_length=1)


class Place(BaseModel):
    """`location`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)
    name: Rendered | None = None
    address: Rendered | None = None


class Message(Body):
    """Say something and go on."""

    shorthand: ClassVar[str | None] = "text"

    text: Rendered | None = None
    buttons: dict[str, Rendered] | None = Field(None, min_length=1)
    list: Menu | None = None
    location: Place | None = None
    header: Rendered | None = None
    footer: Rendered | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Message":
        if sum(part is not None for part in (self.buttons, self.list, self.location)) > 1:
            raise ValueError("a message has buttons, a list or a location: choose one")
        if self.location is None and self.text is None:
            raise ValueError("the message says nothing: give it a text")
        if self.location is not None and self.text is not None:
            raise ValueError("a location carries no text: put the text in a message of its own")
        if (self.header or self.footer) and not (self.buttons or self.list):
            raise ValueError("only a message with buttons or a list has a header or footer")
        return self

    def texts(self) -> Iterator[tuple[Path, str]]:
        for key in ("text", "header", "footer"):
            if getattr(self, key):
                yield (key,), getattr(self, key)
        for id, title in (self.buttons or {}).items():
            yield ("buttons", id), title
        if self.list:
            yield ("list", "button"), self.list.button
            for id, row in self.list.rows.items():
                yield ("list", "rows", id), row.title
                if row.description:
                    yield ("list", "rows", id, "description"), row.description

    def findings(self) -> Iterator[Finding]:
        """WhatsApp's limits, on what is written; what variables add is cut when it is sent."""
        for part, message in limits.problems(self._content(_Marks().render)):
            yield self._place(part), message, "shorten it" if message.startswith("has") else "change it"

    def enter(self, turn: Turn) -> Move:
        turn.say(self._content(turn.render))
        return Through()

    def _content(self, render: Any) -> model.Content:
        if self.location:
            place = self.location
            name = render(place.name) if place.name else None
            return model.Location(place.lat, place.lng, name, render(place.address) if place.address else None)
        text, header, footer = (render(t) if t else None for t in (self.text, self.header, self.footer))
        if self.buttons:
            options = tuple(model.Option(id, render(title)) for id, title in self.buttons.items())
            return model.Buttons(text or "", options, header, footer)
        if self.list:
            rows = tuple(
                model.Option(id, render(row.title), render(row.description) if row.description else None)
                for id, row in self.list.rows.items()
            )
            return model.Menu(text or "", render(self.list.button), rows, header, footer)
        return model.Text(text or "")

    def _place(self, part: str) -> Path:
        if part == "button" or part.startswith("rows"):
            return ("list", *part.split(".", 1))
        return tuple(part.split(".", 1))


class _Marks:
    """Writes each variable as one character of its own: what variables add is cut when it is sent."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def render(self, text: str) -> str:
        return template.parse(text).fill(self._mark)

    def _mark(self, slot: Expression) -> str:
        return self._marks.setdefault(slot.text.strip(), chr(_FIRST_MARK + len(self._marks)))
