"""`http`: ask or tell another system, and go on with what it answers."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from zapbot.flow import template
from zapbot.flow.events import Answered, Called, Woke
from zapbot.flow.node import Body, Duration, Go, Move, Pause, Rendered, Stay
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn


class Http(Body):
    """A request whose answer the flow waits for; `save` takes values out of the JSON it gets."""

    falls_through: ClassVar[bool] = False

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: Rendered
    headers: dict[str, Rendered] = {}
    json_: Any = Field(None, alias="json")
    form: dict[str, Rendered] | None = None
    save: dict[str, str] = {}
    timeout: Duration = Field(10, ge=1, le=60)
    next: str
    on_error: str

    @field_validator("json_")
    @classmethod
    def _templates(cls, value: Any) -> Any:
        for _, text in _texts(value, ()):
            template.parse(text)
        return value

    @field_validator("url")
    @classmethod
    def _known_host(cls, value: str) -> str:
        if not re.match(r"https?://[^/{}\s]+(/|$|\?)", value):
            raise ValueError("the host of the address must be written out: start with https://host/")
        return value

    @model_validator(mode="after")
    def _one_payload(self) -> "Http":
        if self.json_ is not None and self.form is not None:
            raise ValueError("a request carries json or a form: remove one of them")
        if self.method == "GET" and (self.json_ is not None or self.form is not None):
            raise ValueError("a GET carries nothing: write method: POST")
        return self

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        yield ("next",), "next", self.next
        yield ("on_error",), "on_error", self.on_error

    def texts(self) -> Iterator[tuple[Path, str]]:
        yield ("url",), self.url
        for part, values in (("headers", self.headers), ("form", self.form or {})):
            for key, text in values.items():
                yield (part, key), text
        yield from _texts(self.json_, ("json",))

    def writes(self) -> Iterator[tuple[Path, str]]:
        for name in self.save:
            yield ("save", name), name

    def enter(self, turn: Turn) -> Move:
        request: dict[str, Any] = {
            "method": self.method,
            "headers": self.headers,
            "timeout": self.timeout,
        }
        request |= {"json": self.json_} if self.json_ is not None else {}
        request |= {"form": self.form} if self.form is not None else {}
        turn.ask("http", {"url": turn.render_address(self.url), **turn.render_request(request)})
        turn.note("http", "", f"asks {self.method}")
        return Pause()

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        if not isinstance(event, Called):
            turn.note("http", "written while waiting for an answer", "keeps waiting")
            return Stay()
        status = event.value.get("status")
        if not event.ok or not isinstance(status, int) or not 200 <= status < 300:
            return self._leave(turn, "on_error", str(event.value.get("reason") or f"HTTP {status}"))
        try:
            for name, path in self.save.items():
                turn.assign(name, _pick(event.value.get("json"), path))
        except ValueError as error:
            return self._leave(turn, "on_error", str(error))
        return self._leave(turn, "next", f"HTTP {status}")

    def _leave(self, turn: Turn, exit: str, rule: str) -> Move:
        target = self.next if exit == "next" else self.on_error
        turn.note("http", rule, f"{exit} → {target}")
        return Go(exit, target)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from _texts(item, (*path, key))


def _pick(data: Any, path: str) -> Any:
    """The value at a dotted path, `cart.items.0.name`; null when there is none."""
    for key in path.split("."):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data if isinstance(data, (str, int, float, bool)) else None
