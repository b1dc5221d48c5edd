"""Flow files into the store and out again, byte for byte."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from zapbot.errors import FlowFilesError, UsageError
from zapbot.flow import check, reader
from zapbot.flow.problems import Problem
from zapbot.flow.reader import Loaded
from zapbot.store import flows, journal
from zapbot.store.db import transaction
from zapbot.store.flows import Version


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing did to one flow: new, changed or unchanged."""

    flow: str
    file: str
    change: str
    version: int


def read(paths: Iterable[Path]) -> list[Loaded]:
    """The flow files at paths; a folder stands for the flows in it. Raises UsageError."""
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise UsageError("there is no flow file here: flows are *.yaml files, their tests *.test.yaml")
    return [_read(file) for file in files]


def problems(loaded: list[Loaded]) -> list[Problem]:
    """All that is wrong with a set of files."""
    return check.check(loaded)


def import_(db: Database, loaded: list[Loaded], now: float) -> list[Imported]:
    """Store each changed flow as a new version, all or none. Raises FlowFilesError."""
    if any(problem.severity == "error" for problem in problems(loaded)):
        raise FlowFilesError
    with transaction(db):
        current = {version.flow_id: version for version in flows.active(db)}
        return [_import_one(db, one, current, now) for one in loaded]


def compare(db: Database, loaded: list[Loaded]) -> list[Imported]:
    """What importing would do, without doing it. Raises FlowFilesError."""
    if any(problem.severity == "error" for problem in problems(loaded)):
        raise FlowFilesError
    current = {version.flow_id: version for version in flows.active(db)}
    return [_compared(one, current) for one in loaded]


def export(db: Database, folder: Path) -> list[Path]:
    """Write every active flow as the very bytes that were imported; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for version in flows.active(db):
        path = folder / Path(version.file).name
        path.write_bytes(version.source.encode())
        written.append(path)
    return written


def _import_one(db: Database, one: Loaded, current: dict[str, Version], now: float) -> Imported:
    compared = _compared(one, current)
    if one.flow is None or compared.change == "unchanged":
        return compared
    path = Path(one.source.file)
    commit, author = _git(path)
    add = (one.flow.id, one.flow.name, path.name, one.source.text, commit, author)
    version = flows.add_version(db, *add, now)
    journal.append(db, "flow.imported", now, flow=one.flow.id, version=version.number, commit=commit)
    return compared


def _compared(one: Loaded, current: dict[str, Version]) -> Imported:
    """How a file differs from the active version of its flow; the version it is or would be."""
    assert one.flow is not None
    id, file = one.flow.id, one.source.file
    known = current.get(id)
    if known is None:
        return Imported(id, file, "new", 1)
    if (known.source, known.file) == (one.source.text, Path(file).name):
        return Imported(id, file, "unchanged", known.number)
    return Imported(id, file, "changed", known.number + 1)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(f for f in path.glob("*.y*ml") if f.suffix in (".yaml", ".yml") and not _is_test(f))
    if not path.exists():
        raise UsageError(f"there is no file or folder {path}")
    return [path]


def _is_test(file: Path) -> bool:
    return file.name.endswith((".test.yaml", ".test.yml"))


def _read(file: Path) -> Loaded:
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    return reader.load(text, str(file))


def _git(path: Path) -> tuple[str | None, str | None]:
    """The last commit that touched a file and its author; nothing outside git or when the file is changed."""
    folder = path.resolve().parent
    log = _run_git(folder, "log", "-1", "--format=%H%n%an <%ae>", "--", path.name)
    if not log or _run_git(folder, "status", "--porcelain", "--", path.name):
        return None, None
    commit, _, author = log.partition("\n")
    return commit, author


def _run_git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
