"""Where each value of a YAML file begins and ends in its text, so that one can be exchanged and the rest left alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from zapbot.flow.source import Path


@dataclass(frozen=True, slots=True)
class Span:
    """A value's first character, the one after its last, and the column it begins at."""

    start: int
    end: int
    column: int


@dataclass(slots=True)
class _Open:
    path: Path
    start: CollectionStartEvent
    mapping: bool
    key: str | None = None
    count: int = 0

    def next(self) -> Path:
        """The path of the value that comes."""
        if self.mapping:
            key, self.key = self.key, None
            return (*self.path, key or "")
        self.count += 1
        return (*self.path, self.count - 1)


def spans(text: str) -> dict[Path, Span]:
    """Every value of a file that can be read."""
    return dict(_spans(text))


def _spans(text: str) -> Iterator[tuple[Path, Span]]:
    stack: list[_Open] = []
    end = 0  # of the last thing written: a block has no end of its own
    for event in YAML(typ="safe", pure=True).parse(text):
        top = stack[-1] if stack else None
        if isinstance(event, ScalarEvent):
            end = event.end_mark.index if event.value or event.style else end
            if top and top.mapping and top.key is None:
                top.key = event.value
            else:
                path = top.next() if top else ()
                yield path, Span(event.start_mark.index, event.end_mark.index, event.start_mark.column)
        elif isinstance(event, CollectionStartEvent):
            path = top.next() if top else ()
            stack.append(_Open(path, event, isinstance(event, MappingStartEvent)))
        elif isinstance(event, CollectionEndEvent):
            closed = stack.pop()
            end = event.end_mark.index if closed.start.flow_style else end
            yield closed.path, Span(closed.start.start_mark.index, end, closed.start.start_mark.column)
