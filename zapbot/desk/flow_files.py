"""Flow files into the store and out again, byte for byte."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from zapbot.desk import companions, flow_templates
from zapbot.errors import FlowFilesError, UsageError
from zapbot.flow import check, reader, team_file
from zapbot.flow.checks.files import missing_files
from zapbot.flow.checks.teams import unknown_teams
from zapbot.flow.problems import Problem
from zapbot.flow.reader import Loaded
from zapbot.store import flow_files as stored_files
from zapbot.store import flows, journal, media, teams
from zapbot.store.db import folder as data_dir
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
    return [reader.load(text(file), str(file)) for file in files]


def text(file: Path) -> str:
    """A file's text. Raises UsageError."""
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def problems(loaded: list[Loaded]) -> list[Problem]:
    """All that is wrong with a set of files, and with the teams beside them."""
    beside: list[Problem] = []
    for folder in dict.fromkeys(Path(one.source.file).parent for one in loaded):
        beside += _check_beside([one for one in loaded if Path(one.source.file).parent == folder], folder)
    _check_names(loaded)
    return beside + check.check(loaded)


def report_missing(loaded: list[Loaded]) -> None:
    """Note the files flows name that are not beside them."""
    for one in loaded:
        if one.draft is not None:
            missing_files(one.draft, partial(_exists, Path(one.source.file).parent), one.source.report)


def _exists(folder: Path, name: str) -> bool:
    return not Path(name).is_absolute() and any(folder.glob(name))


def _check_beside(loaded: list[Loaded], folder: Path) -> list[Problem]:
    """Report teams that do not exist; what is wrong with `teams.yaml` itself."""
    hours, wrong = _read_teams(folder)
    for one in loaded:
        if one.draft is None:
            continue
        if hours is not None and not wrong:
            unknown_teams(one.draft, hours, one.source.report)
    return wrong


def _check_names(loaded: list[Loaded]) -> None:
    seen: dict[str, str] = {}
    for one in loaded:
        other = seen.setdefault(Path(one.source.file).name, one.source.file)
        if other != one.source.file:
            advice = "rename one of them: export puts all in one folder"
            one.source.report((), f"{other} has the same file name", advice)


def _read_teams(folder: Path) -> tuple[dict[str, str] | None, list[Problem]]:
    """The teams written beside flows, if they are, and what is wrong with them."""
    file = folder / team_file.NAME
    return team_file.read(text(file), str(file)) if file.is_file() else (None, [])


def import_(db: Database, loaded: list[Loaded], now: float) -> list[Imported]:
    """Store each changed flow as a new version, all or none. Raises FlowFilesError."""
    flow_templates.report(db, loaded)
    refuse_broken(loaded)
    with transaction(db):
        current = {version.flow_id: version for version in flows.active(db)}
        hours = _teams(loaded)
        if hours is not None:
            teams.put(db, hours, now)
        return [_import_one(db, one, current, now) for one in loaded]


def compare(db: Database, loaded: list[Loaded]) -> list[Imported]:
    """What importing would do, without doing it. Raises FlowFilesError."""
    flow_templates.report(db, loaded)
    refuse_broken(loaded)
    current = {version.flow_id: version for version in flows.active(db)}
    return [_compared(db, one, current) for one in loaded]


def refuse_broken(loaded: list[Loaded]) -> None:
    """Raise FlowFilesError with every error there is in a set of files."""
    errors = [str(problem) for problem in problems(loaded) if problem.severity == "error"]
    if errors:
        raise FlowFilesError("\n".join(["the flow files have problems; nothing was changed", *errors]))


def export(db: Database, folder: Path) -> list[Path]:
    """Write every active flow, and the files beside it, as the very bytes that were imported; the files.

    Raises FlowFilesError when bytes are not here any more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for version in flows.active(db):
        path = folder / Path(version.file).name
        path.write_bytes(version.source.encode())
        written.append(path)
        for file in stored_files.of_version(db, version.id):
            beside = folder / file.path
            beside.parent.mkdir(parents=True, exist_ok=True)
            data = media.get(data_dir(db), file.sha256)
            if data is None:
                raise FlowFilesError(f"the bytes of {file.path} are not stored here any more: media.db was lost")
            beside.write_bytes(data)
            written.append(beside)
    return written


def _import_one(db: Database, one: Loaded, current: dict[str, Version], now: float) -> Imported:
    compared = _compared(db, one, current)
    if one.flow is None or compared.change == "unchanged":
        return compared
    path = Path(one.source.file)
    commit, author = _git(path)
    add = (one.flow.id, one.flow.name, path.name, one.source.text, commit, author)
    version = flows.add_version(db, *add, now)
    flows.hook(db, one.flow.id, [trigger.webhook for trigger in one.flow.triggers if trigger.webhook])
    companions.keep(db, version.id, companions.find(one.flow, path.parent))
    journal.append(db, "flow.imported", now, flow=one.flow.id, version=version.number, commit=commit)
    return compared


def _compared(db: Database, one: Loaded, current: dict[str, Version]) -> Imported:
    """How a file differs from the active version of its flow; the version it is or would be."""
    assert one.flow is not None
    id, file = one.flow.id, one.source.file
    known = current.get(id)
    if known is None:
        return Imported(id, file, "new", 1)
    beside = companions.find(one.flow, Path(file).parent)
    same = (known.source, known.file) == (one.source.text, Path(file).name)
    if same and not companions.changed(db, known.id, beside):
        return Imported(id, file, "unchanged", known.number)
    return Imported(id, file, "changed", known.number + 1)


def _teams(loaded: list[Loaded]) -> dict[str, str] | None:
    """The teams written beside the flows, if they are."""
    folders = dict.fromkeys(Path(one.source.file).parent for one in loaded)
    found = [hours for hours, _ in map(_read_teams, folders) if hours is not None]
    return {team: text for hours in found for team, text in hours.items()} if found else None


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(f for f in path.glob("*.y*ml") if f.suffix in (".yaml", ".yml") and not _is_other(f))
    if not path.exists():
        raise UsageError(f"there is no file or folder {path}")
    return [path]


def _is_other(file: Path) -> bool:
    """Whether it is one of the files beside flows: tests, teams."""
    return file.name.endswith((".test.yaml", ".test.yml")) or file.name == team_file.NAME


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
