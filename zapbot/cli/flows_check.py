"""`zapbot flows check`."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from zapbot.flow.problems import Problem
    from zapbot.flow.reader import Loaded


class Format(StrEnum):
    """How problems are printed."""

    text = "text"
    github = "github"
    json = "json"


Paths = Annotated[list[Path], typer.Argument(help="Flow files, or folders of them.")]
Formats = Annotated[Format, typer.Option(help="For people, for GitHub's annotations, or for programs.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings too.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    paths: Paths = [Path("flows")],  # noqa: B006
    format: Formats = Format.text,
    strict: Strict = False,
    json: Json = False,
) -> None:
    """Find every mistake in flow files, with file, line, column and what to write instead.

    Errors end with exit code 1; warnings tell of what runs, but hardly as it was meant.

    Example: zapbot flows check flows/ --format github --strict
    """
    from zapbot.desk import flow_files

    loaded = flow_files.read(paths)
    flow_files.report_missing(loaded)
    _report_templates(loaded)
    problems = flow_files.problems(loaded)
    _print(problems, Format.json if json else format)
    count = Counter(problem.severity for problem in problems)
    if problems:
        typer.echo(f"{_spell(count)} in {len(loaded)} file{'s' * (len(loaded) > 1)}", err=True)
    elif format is not Format.json and not json:
        typer.echo(f"{len(loaded)} flow{'s' * (len(loaded) > 1)}, no problem")
    if count["error"] or (strict and problems):
        raise typer.Exit(1)


def _report_templates(loaded: list["Loaded"]) -> None:
    """Look at the templates that were read from Meta, where there is a data directory that this zapbot wrote."""
    from zapbot import settings
    from zapbot.cli import store
    from zapbot.desk import flow_templates
    from zapbot.store import migrations
    from zapbot.store.db import FILE, connect

    data_dir = settings.load().data_dir
    if not (data_dir / FILE).exists():
        return
    with store.explained(data_dir):
        db = connect(data_dir)
        if not migrations.pending(db):
            flow_templates.report(db, loaded)
        db.close()


def _print(problems: Sequence["Problem"], format: Format) -> None:
    from dataclasses import asdict

    from zapbot.cli import output

    if format is Format.json:
        output.as_json([asdict(problem) for problem in problems])
    for problem in problems if format is not Format.json else ():
        typer.echo(_annotation(problem) if format is Format.github else str(problem), err=format is Format.text)


def _annotation(problem: "Problem") -> str:
    """A problem as GitHub Actions shows it beside the line."""
    message = f"{problem.message}; {problem.advice}" if problem.advice else problem.message
    file = _escape(problem.file).replace(":", "%3A").replace(",", "%2C")
    return f"::{problem.severity} file={file},line={problem.line},col={problem.column}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _spell(count: Counter[str]) -> str:
    parts = [f"{count[what]} {what}{'s' * (count[what] > 1)}" for what in ("error", "warning") if count[what]]
    return " and ".join(parts)
