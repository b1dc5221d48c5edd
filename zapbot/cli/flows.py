"""`zapbot flows`: flows as files, checked, imported, exported, tried out."""

from pathlib import Path
from typing import Annotated

import typer

from zapbot.cli.output import Json

app = typer.Typer(help="Flows: check, import, export, list, try out.", no_args_is_help=True)

Paths = Annotated[list[Path], typer.Argument(help="Flow files, or folders of them.")]
Folder = Annotated[Path, typer.Argument(help="Where the files go.")]
Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 when something would change.")]


@app.command()
def check(paths: Paths = [Path("flows")], json: Json = False) -> None:  # noqa: B006
    """Find every mistake in flow files, with file, line, column and what to write instead.

    Example: zapbot flows check flows/
    """
    from dataclasses import asdict

    from zapbot.cli import output
    from zapbot.desk import flow_files

    loaded = flow_files.read(paths)
    problems = flow_files.problems(loaded)
    if json:
        output.as_json([asdict(problem) for problem in problems])
    else:
        _print(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        typer.echo(f"{errors} problem{'s' * (errors > 1)} in {len(loaded)} files", err=True)
        raise typer.Exit(1)
    if not json:
        typer.echo(f"{len(loaded)} flow{'s' * (len(loaded) > 1)}, no problem")


@app.command("import")
def import_(paths: Paths = [Path("flows")], check: Check = False, json: Json = False) -> None:  # noqa: B006
    """Store flows as new versions: all or nothing, only what changed. Conversations keep the version they began with.

    Example: zapbot flows import flows/
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk import flow_files
    from zapbot.errors import FlowFilesError

    loaded = flow_files.read(paths)
    with store.opened() as db:
        try:
            done = flow_files.compare(db, loaded) if check else flow_files.import_(db, loaded, time.time())
        except FlowFilesError:
            _print(flow_files.problems(loaded))
            raise
    if json:
        output.as_json([asdict(one) for one in done])
    else:
        output.table(
            "Flows", ("flow", "change", "version", "file"), [(d.flow, d.change, d.version, d.file) for d in done]
        )
    if check and any(one.change != "unchanged" for one in done):
        raise typer.Exit(1)


@app.command()
def export(folder: Folder = Path("flows")) -> None:
    """Write the active flows as the very files that were imported.

    Example: zapbot flows export flows/
    """
    from zapbot.cli import store
    from zapbot.desk import flow_files

    with store.opened() as db:
        for path in flow_files.export(db, folder):
            typer.echo(str(path))


@app.command("list")
def list_(json: Json = False) -> None:
    """List flows with their version, commit and how many conversations stand in them.

    Example: zapbot flows list
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import flows

    with store.opened() as db:
        listed = flows.overview(db)
    if json:
        output.as_json([asdict(flow) for flow in listed])
    elif not listed:
        typer.echo("No flows yet: zapbot flows import flows/")
    else:
        rows = [
            (
                f.id,
                f.name,
                f.version,
                (f.git_commit or "")[:10],
                output.moment(f.imported_at),
                f.standing,
                f.standing_on_older,
            )
            for f in listed
        ]
        columns = ("flow", "name", "version", "commit", "imported", "in it now", "on older versions")
        output.table("Flows", columns, rows)


@app.command()
def sim(
    paths: Paths = [Path("flows")],  # noqa: B006
    name: Annotated[str, typer.Option(help="The customer's name.")] = "Maria Souza",
    trace: Annotated[bool, typer.Option("--trace", help="Show why the bot does what it does.")] = False,
) -> None:
    """Chat with flows in the terminal, on a clock of your own.

    Write as the customer. `:tap Carro` taps an option, `:after 30m` lets time pass, `:quit` ends.

    Example: zapbot flows sim flows/cotacao.yaml
    """
    from zapbot.cli import chat
    from zapbot.desk import flow_files
    from zapbot.errors import FlowFilesError

    loaded = flow_files.read(paths)
    problems = flow_files.problems(loaded)
    if any(problem.severity == "error" for problem in problems):
        _print(problems)
        raise FlowFilesError("The flows have problems; mend them first.")
    chat.talk([one.flow for one in loaded if one.flow], name, trace)


def _print(problems: object) -> None:
    for problem in problems:  # type: ignore[attr-defined]
        typer.echo(str(problem), err=True)
