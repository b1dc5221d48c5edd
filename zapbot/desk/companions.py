"""The files a flow needs beside it: prompts, knowledge, pictures and documents."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from zapbot.errors import FlowFilesError
from zapbot.flow.definition import Flow
from zapbot.store import flow_files, media
from zapbot.store.db import folder
from zapbot.store.flow_files import FlowFile

LARGEST = 16 * 1024 * 1024
PASSAGE = 800
_TEXTS = (".md", ".txt", ".yaml", ".yml", ".csv")


@dataclass(frozen=True, slots=True)
class Companion:
    """One file: its path as the flow writes it (or as a pattern found it), and what is in it."""

    path: str
    data: bytes
    mime: str
    knowledge: bool


def find(flow: Flow, beside: Path) -> list[Companion]:
    """The files a flow names, read from its folder. Raises FlowFilesError naming one that is missing or outside."""
    found: dict[str, Companion] = {}
    for node in flow.nodes.values():
        for place, name in node.body.files() if node.body else ():
            for path, file in _matching(beside, name).items():
                knowledge = place[0] == "knows" or (path in found and found[path].knowledge)
                found[path] = Companion(path, _read(file), _mime(file), knowledge)
    return sorted(found.values(), key=lambda companion: companion.path)


def changed(db: Database, version: int, companions: list[Companion]) -> bool:
    """Whether the files differ from those stored with a version."""
    stored = {file.path: file.sha256 for file in flow_files.of_version(db, version)}
    return stored != {companion.path: media.hash_of(companion.data) for companion in companions}


def keep(db: Database, version: int, companions: list[Companion]) -> None:
    """Store the files of a new version; the passages of knowledge are made searchable."""
    kept = []
    for companion in companions:
        sha256 = media.put(folder(db), companion.data)
        kept.append(FlowFile(companion.path, sha256, companion.mime))
        if companion.knowledge:
            text = companion.data.decode("utf-8", "replace")
            flow_files.learn(db, version, companion.path, list(passages(text)))
    flow_files.put(db, version, kept)


def passages(text: str) -> Iterator[str]:
    """A text in pieces that answer one thing each: paragraphs under their heading, gathered to some 800 characters."""
    heading, gathered = "", ""
    for block in _blocks(text):
        starts_section = block.startswith("#")
        if gathered and (starts_section or len(gathered) + len(block) > PASSAGE):
            yield gathered
            gathered = ""
        heading = block.splitlines()[0] if starts_section else heading
        alone = block if starts_section else f"{heading}\n{block}".strip()
        gathered = f"{gathered}\n\n{block}" if gathered else alone
    if gathered:
        yield gathered


def _blocks(text: str) -> Iterator[str]:
    """The paragraphs of a text; one that is long without a blank line, a table for one, is cut between lines."""
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        block = ""
        for line in paragraph.strip().splitlines():
            if block and len(block) + len(line) > PASSAGE:
                yield block
                block = ""
            block = f"{block}\n{line}" if block else line
        if block:
            yield block


def _matching(beside: Path, name: str) -> dict[str, Path]:
    """The files a name stands for, by the path they are known under: as the flow writes it, or as the pattern found."""
    root, pattern = beside.resolve(), any(c in name for c in "*?[")
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise FlowFilesError(f"{name} leads out of {beside}: keep a flow's files in its folder")
    fitting = [file for file in sorted(beside.glob(name)) if file.is_file()] if pattern else [beside / name]
    if not fitting:
        raise FlowFilesError(f"no file fits {name} in {beside}; the flow needs one")
    for file in fitting:
        if not file.resolve().is_relative_to(root):
            raise FlowFilesError(f"{file} leads out of {beside}: keep a flow's files in its folder")
        if not file.is_file():
            raise FlowFilesError(f"{file} does not exist; the flow needs it")
    return {file.relative_to(beside).as_posix() if pattern else name: file for file in fitting}


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise FlowFilesError(f"{file} is larger than {LARGEST // 1024 // 1024} MiB")
        return file.read_bytes()
    except OSError as error:
        raise FlowFilesError(f"{file} cannot be read: {error.strerror}") from None


def _mime(file: Path) -> str:
    if file.suffix in _TEXTS:
        return "text/plain"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
