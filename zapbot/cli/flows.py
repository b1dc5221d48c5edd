"""`zapbot flows`: flows as files, checked, imported, exported, tried out."""

from pathlib import Path
from typing import Annotated

import typer

from zapbot.cli import flows_check, flows_graph, flows_hooks, flows_replay, flows_schema, flows_test, flows_versions
from zapbot.cli.flows_check import Paths
from zapbot.cli.output import Json

app = typer.Typer(help="Flows: check, import, export, list, try out.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Where the files go.")]
Versions = Annotated[str, typer.Option("--versions", metavar="FLOW", help="Every version of one flow instead.")]
Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 when something would change.")]


flows_check.register(app)
flows_graph.register(app)
flows_schema.register(app)
flows_test.register(app)
flows_hooks.register(app)
flows_versions.register(app)
flows_replay.register(app)


@app.command("import")
def import_(paths: Paths = [Path("flows")], check: Check = False, json: Json = False) -> None:  # noqa: B006
    """Store flows as new versions: all or nothing, only what changed. Conversations keep the version they began with.

    Example: zapbot flows import flows/
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk import differences, flow_files

    loaded = flow_files.read(paths)
    with store.opened() as db:
        changes = {one.flow: one.summary for one in differences.from_active(db, loaded)}
        done = flow_files.compare(db, loaded) if check else flow_files.import_(db, loaded, time.time())
    if json:
        output.as_json([{**asdict(one), "summary": changes[one.flow]} for one in done])
    else:
        rows = [(d.flow, d.change, d.version, d.file, changes[d.flow] * (d.change == "changed")) for d in done]
        output.table("Flows", ("flow", "change", "version", "file", "what changes"), rows)
    if check and any(one.change != "unchanged" for one in done):
        raise typer.Exit(1)


@app.command()
def export(folder: Folder = Path("flows")) -> None:
    """Write the active flows as the very files that were imported.

    Example: zapbot flows export flows/
    """
    from zapbot.cli import store
    from zapbot.desk import flow_files
    from zapbot.errors import ZapbotError

    with store.opened() as db:
        try:
            written = flow_files.export(db, folder)
        except OSError as error:
            raise ZapbotError(f"{error.filename or folder} cannot be written: {error.strerror}") from None
    for path in written:
        typer.echo(str(path))


@app.command("list")
def list_(versions: Versions = "", json: Json = False) -> None:
    """List flows with their version, commit and how many conversations stand in them.

    Example: zapbot flows list
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import flows

    if versions:
        flows_versions.show_history(versions, json)
        return
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

    loaded = flow_files.read(paths)
    flow_files.refuse_broken(loaded)
    chat.talk([one.flow for one in loaded if one.flow], name, trace)
