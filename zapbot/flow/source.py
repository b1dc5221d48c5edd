"""YAML read strictly: every scalar stays the text the author wrote, and everything knows its place.

YAML guesses types (`on` true, `012` ten, `1.10` 1.1, `18:00` 1080). Here nothing is guessed: scalars are text
and the format says which of them are numbers. Anchors, aliases and tags are refused, as are duplicate keys,
nesting past 32 and files past 256 KiB, so that no file can cost more than it weighs.
"""

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from zapbot.flow.problems import Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(slots=True)
class Source:
    """A file's text, its data, and the line and column of every key and item."""

    file: str
    text: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    shorthands: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Where a path stands in the file, or the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.shorthands:
                path = self.shorthands[path[:length]] + path[length:]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def report(self, path: Path, message: str, advice: str = "", severity: str = "error") -> None:
        """Note a problem at a path."""
        line, column = self.place(path)
        self.problems.append(Problem(self.file, line, column, message, advice, severity))


def read(text: str, file: str) -> Source:
    """A file's text as data with places; what is wrong with it is in `problems`, never raised."""
    source = Source(file, text)
    if len(text.encode(errors="replace")) > MAX_BYTES:
        source.report((), f"the file is larger than {MAX_BYTES // 1024} KiB", "split it into several flows")
        return source
    try:
        _Builder(source).build()
    except (_RefusedError, YAMLError, ValueError) as error:
        source.data = None  # half a file would be full of mistakes that its author did not make
        source.problems.append(_problem(source, error))
    return source


def _problem(source: Source, error: Exception) -> Problem:
    """Why a file cannot be read at all."""
    line, column, advice = 1, 1, ""
    message = f"not YAML: {str(error).splitlines()[0]}"
    match error:
        case _RefusedError():
            (line, column), message, advice = error.place, error.message, error.advice
        case MarkedYAMLError():
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            message = f"not YAML: {error.problem or error.context}"
        case ReaderError():
            above = source.text[: error.position]
            line, column = above.count("\n") + 1, len(above) - above.rfind("\n")
            message, advice = f"the character U+{error.character:04X} is not allowed", "remove it"
    return Problem(source.file, line, column, message, advice)


class _RefusedError(Exception):
    def __init__(self, event: Event, message: str, advice: str) -> None:
        super().__init__(message)
        self.place = _place(event)
        self.message = message
        self.advice = advice


@dataclass(slots=True)
class _Open:
    """A mapping or list being filled."""

    container: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class _Builder:
    """Builds data from parser events with a stack of its own: no recursion for a file to exhaust."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stack: list[_Open] = []
        self._documents = 0

    def build(self) -> None:
        for event in YAML(typ="safe", pure=True).parse(self._source.text):
            self._refuse(event)
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self._open(event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self._stack.pop()

    def _refuse(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _RefusedError(event, "a second document starts here", "keep one flow in one file")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(event, "anchors and aliases are not allowed", "write the value out")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            raise _RefusedError(event, f"the tag {tag} is not allowed", "remove it")
        if isinstance(event, CollectionStartEvent) and len(self._stack) >= MAX_DEPTH:
            raise _RefusedError(event, f"nested deeper than {MAX_DEPTH} levels", "flatten it")

    def _scalar(self, event: ScalarEvent) -> None:
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            raise _RefusedError(event, "half a character is escaped here", "write the character itself")
        top = self._stack[-1] if self._stack else None
        if top and isinstance(top.container, dict) and top.key is None:
            self._key(event, top, top.container)
            return
        plain = not event.style
        value = None if plain and event.value in ("", "~", "null") else event.value
        self._put(event, value)

    def _key(self, event: ScalarEvent, top: _Open, mapping: dict[str, Any]) -> None:
        path = (*top.path, event.value)
        if event.value in mapping:
            first = self._source.places[path][0]
            line, column = _place(event)
            self._source.problems.append(
                Problem(
                    self._source.file,
                    line,
                    column,
                    f"the key {event.value!r} stands twice (first in line {first})",
                    "remove or rename one of them",
                )
            )
        self._source.places.setdefault(path, _place(event))
        top.key = event.value

    def _open(self, event: Event) -> None:
        top = self._stack[-1] if self._stack else None
        if top and isinstance(top.container, dict) and top.key is None:
            raise _RefusedError(event, "a key must be a text", "quote the key if it starts with { or [")
        container: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        path = self._put(event, container)
        self._stack.append(_Open(container, path))

    def _put(self, event: Event, value: Any) -> Path:
        """Add a value to the container that is open; the path it got."""
        if not self._stack:
            self._source.data = value
            self._source.places.setdefault((), _place(event))
            return ()
        top = self._stack[-1]
        if isinstance(top.container, list):
            path: Path = (*top.path, len(top.container))
            top.container.append(value)
            self._source.places[path] = _place(event)
            return path
        assert top.key is not None
        path = (*top.path, top.key)
        top.container[top.key] = value
        top.key = None
        return path


def _place(event: Event) -> Place:
    return (event.start_mark.line + 1, event.start_mark.column + 1)
