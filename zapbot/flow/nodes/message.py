"""`message`: say something; a text, buttons, a list, a place, a file or an approved template."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from zapbot import limits, model
from zapbot.flow import template
from zapbot.flow.expression import Expression
from zapbot.flow.node import Body, Duration, Finding, Move, Rendered, Through, YesOrNo
from zapbot.flow.nodes.parts import MEDIA, ApprovedTemplate, Menu, Place
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn

_FIRST_MARK = 0x2460  # ①, ②, ...

Render = Callable[[str], str]


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Message(Body):
    """Say something and go on."""

    shorthand: ClassVar[str | None] = "text"

    text: Rendered | None = None
    one_of: list[Rendered] | None = Field(None, min_length=2, description="texts of equal meaning, one is said")
    buttons: dict[str, Rendered] | None = Field(None, min_length=1)
    list: Menu | None = None
    location: Place | None = None
    image: Rendered | None = None
    video: Rendered | None = None
    audio: Rendered | None = None
    document: Rendered | None = None
    sticker: Rendered | None = None
    caption: Rendered | None = None
    filename: Rendered | None = None
    voice: YesOrNo = False
    template: Annotated[ApprovedTemplate, BeforeValidator(_named)] | None = None
    header: Rendered | None = None
    footer: Rendered | None = None
    typing: Duration = Field(0, le=25, description="how long the customer sees that somebody writes")

    @model_validator(mode="after")
    def _one_kind(self) -> "Message":
        kinds = [k for k in ("buttons", "list", "location", "template", *MEDIA) if getattr(self, k) is not None]
        worded = self.text is not None or self.one_of is not None
        if len(kinds) > 1:
            raise ValueError(f"a message is one thing, this is {' and '.join(kinds)}: make two nodes of it")
        if self.text is not None and self.one_of is not None:
            raise ValueError("text and one_of stand together: remove one of them")
        if not kinds and not worded:
            raise ValueError("the message says nothing: give it a text")
        if worded and kinds and kinds[0] not in ("buttons", "list"):
            advice = "write caption" if kinds[0] in MEDIA else "put the text in a message of its own"
            raise ValueError(f"a {kinds[0]} carries no text: {advice}")
        if kinds and kinds[0] in ("buttons", "list") and not worded:
            raise ValueError(f"{kinds[0]} need a text: add text")
        if (self.header or self.footer) and not (self.buttons or self.list):
            raise ValueError("only a message with buttons or a list has a header or footer: remove it")
        return self._only_with_media()

    def _only_with_media(self) -> "Message":
        media = self.media()
        for key, kinds in (("caption", MEDIA[:2] + MEDIA[3:4]), ("filename", ("document",)), ("voice", ("audio",))):
            if getattr(self, key) and (media is None or media[0] not in kinds):
                raise ValueError(f"{key} goes with {' or '.join(kinds)} only: remove it")
        return self

    def media(self) -> tuple[str, str] | None:
        """The kind of file it sends and where that is."""
        return next(((kind, getattr(self, kind)) for kind in MEDIA if getattr(self, kind)), None)

    def files(self) -> Iterator[tuple[Path, str]]:
        media = self.media()
        if media and "{{" not in media[1] and not media[1].startswith("https://"):
            yield (media[0],), media[1]

    def texts(self) -> Iterator[tuple[Path, str]]:
        for key in ("text", "header", "footer", "caption", "filename", *MEDIA):
            if getattr(self, key):
                yield (key,), getattr(self, key)
        for i, text in enumerate(self.one_of or ()):
            yield ("one_of", i), text
        for id, title in (self.buttons or {}).items():
            yield ("buttons", id), title
        for part in ("list", "template"):
            for path, text in getattr(self, part).texts() if getattr(self, part) else ():
                yield (part, *path), text

    def findings(self) -> Iterator[Finding]:
        """WhatsApp's limits, on what is written; what variables add is cut when it is sent."""
        for i in range(len(self.one_of or "1")):
            for part, message in limits.problems(self._content(_Marks().render, i)):
                place: Path = ("one_of", i) if part == "text" and self.one_of else self._place(part)
                yield place, message, "shorten it" if message.startswith("has") else "change it"

    def enter(self, turn: Turn) -> Move:
        turn.say(self._content(turn.render, turn.seed), float(self.typing))
        return Through()

    def _content(self, render: Render, seed: int) -> model.Content:
        media = self.media()
        if self.location:
            return self._location(self.location, render)
        if self.template:
            return self._template(self.template, render)
        if media:
            source = render(media[1])
            source = source if source.startswith("https://") else f"file:{source}"
            caption, filename = _maybe(render, self.caption), _maybe(render, self.filename)
            return model.Media(media[0], source, caption, filename, self.voice)
        return self._worded(render, seed)

    def _worded(self, render: Render, seed: int) -> model.Content:
        text = render(self.one_of[seed % len(self.one_of)] if self.one_of else self.text or "")
        header, footer = _maybe(render, self.header), _maybe(render, self.footer)
        if self.buttons:
            options = tuple(model.Option(id, render(title)) for id, title in self.buttons.items())
            return model.Buttons(text, options, header, footer)
        if self.list:
            rows = tuple(
                model.Option(id, render(row.title), _maybe(render, row.description))
                for id, row in self.list.rows.items()
            )
            return model.Menu(text, render(self.list.button), rows, header, footer)
        return model.Text(text)

    def _location(self, place: Place, render: Render) -> model.Content:
        return model.Location(place.lat, place.lng, _maybe(render, place.name), _maybe(render, place.address))

    def _template(self, approved: ApprovedTemplate, render: Render) -> model.Content:
        params = approved.params
        if isinstance(params, dict):
            filled: Any = {name: render(text) for name, text in params.items()}
        else:
            filled = tuple(render(text) for text in params)
        return model.Template(approved.name, approved.language, filled)

    def _place(self, part: str) -> Path:
        if part == "button" or part.startswith("rows"):
            return ("list", *part.split(".", 1))
        if part.startswith("params"):
            return ("template", *self._param(part))
        return tuple(part.split(".", 1))

    def _param(self, part: str) -> Path:
        """A parameter's key, which is a number where they go by position."""
        head, _, key = part.partition(".")
        if not key:
            return (head,)
        return (head, int(key) if self.template and not isinstance(self.template.params, dict) else key)


def _maybe(render: Render, text: str | None) -> str | None:
    return render(text) if text else None


class _Marks:
    """Writes each variable as one character of its own: what variables add is cut when it is sent."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def render(self, text: str) -> str:
        return template.parse(text).fill(self._mark)

    def _mark(self, slot: Expression) -> str:
        return self._marks.setdefault(slot.text.strip(), chr(_FIRST_MARK + len(self._marks)))
