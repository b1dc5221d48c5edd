"""Writes what the bot really says into a test file; every byte that is not concerned stays as it is."""

from collections.abc import Iterator
from typing import Any

import msgspec

from zapbot.flow import source
from zapbot.flow.source import Path
from zapbot.flow.testing.failing import Fix
from zapbot.flow.testing.spans import Span, spans


def apply(text: str, fix: Fix) -> str | None:
    """The file with a fix made; None when that cannot be done without touching anything else."""
    wanted = _changed(source.read(text, "").data, fix.path, fix)
    for candidate in _candidates(text, fix):
        read = source.read(candidate, "")
        if not read.problems and read.data == wanted:
            return candidate
    return None


def _changed(data: Any, path: Path, fix: Fix) -> Any:
    """What the file is to say afterwards."""
    key = path[0]
    if len(path) > 1:
        copied = data.copy()
        copied[key] = _changed(data[key], path[1:], fix)
        return copied
    if fix.kind == "insert":
        return [*data[:key], *fix.value, *data[key:]]
    copied = data.copy()
    copied[key] = fix.value
    return copied


def _candidates(text: str, fix: Fix) -> Iterator[str]:
    """Ways to write it, the most readable first."""
    known = spans(text)
    for quoted in (False, True):
        if fix.kind == "insert":
            yield from _inserted(text, known, fix, quoted)
        elif fix.path in known:
            span = known[fix.path]
            old = text[span.start : span.end]
            kept = old[len(old.rstrip()) :]  # a folded text ends after its line
            yield text[: span.start] + _write(fix.value, quoted) + kept + text[span.end :]


def _inserted(text: str, known: dict[Path, Span], fix: Fix, quoted: bool) -> Iterator[str]:
    """Steps put below the step before, each with the dash where that one has it."""
    assert isinstance(fix.path[-1], int)
    above = known.get((*fix.path[:-1], fix.path[-1] - 1))
    if above is None:
        return
    last = above.start + len(text[above.start : above.end].rstrip())
    cut = text.find("\n", last)
    cut = len(text) if cut < 0 else cut
    line = text.rfind("\n", 0, above.start) + 1
    margin = text[line : above.start]
    if margin.strip() != "-":
        return
    ending = "\r\n" if text[cut - 1 : cut] == "\r" else "\n"
    cut -= len(ending) - 1
    added = "".join(ending + lines for step in fix.value for lines in _step(step, margin, quoted))
    yield text[:cut] + added + text[cut:]


def _step(step: dict[str, Any], margin: str, quoted: bool) -> Iterator[str]:
    lead = margin
    for key, value in step.items():
        yield f"{lead}{key}: {_write(value, quoted)}"
        lead = " " * len(margin)


def _write(value: Any, quoted: bool) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_scalar(item, quoted, '[{}]') for item in value)}]"
    return _scalar(value, quoted, "- {}")


def _scalar(text: str, quoted: bool, within: str) -> str:
    """A text as YAML: bare if it reads back as itself in its surroundings, else in quotes."""
    if not quoted and source.read(within.format(text), "").data == [text]:
        return text
    if '"' in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return msgspec.json.encode(text).decode()
