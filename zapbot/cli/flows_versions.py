"""`zapbot flows diff` and `zapbot flows rollback`: what versions of flows change, and the way back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.desk.differences import Difference

What = Annotated[
    list[str], typer.Argument(help="Flow files or folders; or a flow's id and one or two version numbers.")
]
Id = Annotated[str, typer.Argument(help="The flow's id.")]
To = Annotated[int | None, typer.Option(help="The version's number; by default the one before the active one.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(diff)
    app.command()(rollback)


def diff(what: What = ["flows"], json: Json = False) -> None:  # noqa: B006
    """Show what files change compared with the active versions, or one version with another: nodes, exits, texts.

    Like diff, it exits with 0 when they mean the same, 1 when not, 2 when they cannot be compared.

    Example: zapbot flows diff cotacao 3 5
    """
    from dataclasses import asdict

    from zapbot.cli import output, store

    with store.opened() as db:
        found = _compared(db, what)
    if json:
        output.as_json([{**asdict(one), "summary": one.summary} for one in found])
    else:
        for one in found:
            _show(one)
    if any(one.differs for one in found):
        raise typer.Exit(1)


def rollback(flow: Id, to: To = None, json: Json = False) -> None:
    """Make an older version active again, as a new version with the old bytes. Conversations stay on theirs.

    Example: zapbot flows rollback cotacao --to 3
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk import rollback

    with store.opened() as db:
        done = rollback.rollback(db, flow, to, time.time())
    if json:
        output.as_json(asdict(done))
        return
    typer.echo(f"{done.flow}: version {done.version} has the bytes of version {done.to} again (was {done.before})")
    typer.echo(f"  {done.summary}")


def show_history(flow: str, json: bool) -> None:
    """Every version of a flow: what `flows list --versions` prints. Raises NotFoundError."""
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.errors import NotFoundError
    from zapbot.store import flow_versions

    with store.opened() as db:
        history = flow_versions.history(db, flow)
    if not history:
        raise NotFoundError(f"there is no flow {flow!r}: zapbot flows list shows those there are")
    if json:
        output.as_json([asdict(version) for version in history])
        return
    rows = [
        (
            f"{v.number}{' ← active' * v.active}",
            (v.git_commit or "")[:10],
            v.author,
            output.moment(v.imported_at),
            f"rollback to {v.rolled_back_to}" if v.rolled_back_to else "",
            v.standing,
        )
        for v in history
    ]
    output.table(f"Versions of {flow}", ("version", "commit", "author", "imported", "note", "in it now"), rows)


def _compared(db: "Database", what: Sequence[str]) -> list["Difference"]:
    """Files, unless the arguments read like a flow and its versions."""
    from zapbot.desk import differences, flow_files
    from zapbot.errors import UsageError

    if not Path(what[0]).exists() and 2 <= len(what) <= 3 and all(number.isdecimal() for number in what[1:]):
        return [differences.between(db, what[0], [int(number) for number in what[1:]])]
    loaded = flow_files.read(Path(path) for path in what)
    broken = [str(problem) for one in loaded if one.flow is None for problem in one.problems]
    if broken:
        raise UsageError("\n".join(["these files cannot be read:", *broken]))
    return differences.from_active(db, loaded)


def _show(one: "Difference") -> None:
    typer.echo(f"{one.flow}: {one.before} → {one.after}: {one.summary}")
    for change in one.changes:
        typer.echo(f"  {change}")
