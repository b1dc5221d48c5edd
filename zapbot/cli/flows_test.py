"""`zapbot flows test`: play the conversation tests that stand beside flows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from zapbot.desk.flow_tests import Result, Suite, Wanted

Paths = Annotated[list[Path], typer.Argument(help="Test files, flows, or folders of them.")]
Coverage = Annotated[bool, typer.Option("--coverage", help="List the exits of each flow that no test takes.")]
Mutate = Annotated[bool, typer.Option("--mutate", help="Change each flow in one place at a time: do tests notice?")]
Update = Annotated[bool, typer.Option("--update", help="Write what the bot says now into tests that fail.")]
Name = Annotated[str, typer.Option("-k", metavar="TEXT", help="Only tests whose flow and name hold this text.")]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML for CI servers.")]
Watch = Annotated[bool, typer.Option("--watch", help="Stay, and run again whenever a file changes.")]


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    paths: list[Path]
    coverage: bool
    mutate: bool
    update: bool
    name: str
    junit: Path | None
    json: bool

    @property
    def wanted(self) -> "Wanted | None":
        """Chooses tests by name; none when all are wanted."""
        from zapbot.flow import words

        text = words.plain(self.name)
        return (lambda name: text in words.plain(name)) if text else None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("test")(test)


def test(
    paths: Paths = [Path("flows")],  # noqa: B006
    coverage: Coverage = False,
    mutate: Mutate = False,
    update: Update = False,
    name: Name = "",
    junit: Junit = None,
    watch: Watch = False,
    json: Json = False,
) -> None:
    """Play the tests beside flows (`*.test.yaml`) on a virtual clock, with canned answers of the outside world.

    Exits with 1 when a test fails or there is none.

    Example: zapbot flows test flows/ --coverage --mutate
    """
    from zapbot.cli.testing import telling, watching
    from zapbot.errors import ZapbotError

    options = Options(paths, coverage, mutate, update, name, junit, json)
    if not watch:
        raise typer.Exit(0 if _run(options) else 1)
    try:
        for _ in watching.changes(paths):
            telling.console().clear()
            try:
                _run(options)
            except ZapbotError as error:
                typer.echo(f"zapbot: {error}", err=True)
            typer.echo("\nwaiting for a change; Ctrl-C ends")
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def _run(options: Options) -> bool:
    """Run once; whether all is well."""
    from zapbot.desk import flow_tests

    suites = flow_tests.find(options.paths)
    if not suites:
        typer.echo("there is no test here: write flows/NAME.test.yaml beside flows/NAME.yaml", err=True)
        return False
    problems = flow_tests.problems(suites)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        return False
    if options.update and _update(suites, options):
        suites = flow_tests.find(options.paths)
    found = [result for suite in suites for result in flow_tests.run(suite, options.wanted)]
    if not found:
        typer.echo(f"no test has {options.name!r} in its name", err=True)
        return False
    _tell(options, found)
    return not any(result.failure for result in found)


def _update(suites: "Sequence[Suite]", options: Options) -> bool:
    """Write what the bot says into the tests; whether anything was written."""
    from zapbot.desk import flow_tests

    changed = {suite.script.source.file: flow_tests.update(suite, options.wanted) for suite in suites}
    for file, count in changed.items():
        if count:
            typer.echo(f"updated {file}: {count} step{'s' * (count != 1)}", err=options.json)
    return any(changed.values())


def _tell(options: Options, found: "Sequence[Result]") -> None:
    from zapbot.cli import output
    from zapbot.cli.testing import data, junit, telling
    from zapbot.desk import flow_tests

    whole = not any(result.failure for result in found)
    measured = flow_tests.cover(found) if options.coverage else []
    tried = flow_tests.mutate(found) if options.mutate and whole else []
    if options.junit:
        junit.write(found, options.junit)
    if options.json:
        output.as_json(data.report(found, measured, tried))
        return
    console = telling.console()
    pages = (telling.results(found, console.width), telling.coverage(measured), telling.mutation(tried))
    for line in (line for page in pages for line in page):
        console.print(line)
    if options.mutate and not whole:
        typer.echo("mutants are tried when all tests pass", err=True)
