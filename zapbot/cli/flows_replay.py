"""`zapbot flows replay` and `zapbot flows record`: what customers really wrote, played again or kept as a test."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.flows_check import Paths
from zapbot.cli.output import Json
from zapbot.cli.since import Since

if TYPE_CHECKING:
    from zapbot.desk.replay import Group, Report

Show = Annotated[
    str, typer.Option(metavar="CONVERSATION", help="Show this one side by side: its id or a phone number.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Play so many conversations at most, the newest first.")]

Named = Annotated[str, typer.Argument(metavar="CONVERSATION", help="A conversation's id, or a phone number.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there, not here.")]
AllOrSince = Annotated[
    str, typer.Option("--since", help="Only what came since: 7d, 12h, 02/03/2026. Default: all of it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(replay)
    app.command()(record)


def replay(
    paths: Paths = [Path("flows")],  # noqa: B006
    since: Since = "7d",
    show: Show = "",
    limit: Limit = None,
    json: Json = False,
) -> None:
    """Play what customers really wrote on the active flows and on changed files, and report where they would differ.

    Example: zapbot flows replay --since 7d flows/cotacao.yaml
    """
    from dataclasses import asdict

    from zapbot import settings
    from zapbot.cli import output, side_by_side, store
    from zapbot.cli.since import moment
    from zapbot.desk import flow_files
    from zapbot.desk import replay as desk
    from zapbot.store import history

    zone, now = settings.load().zone, time.time()
    loaded, start = flow_files.read(paths), moment(since, now, zone)
    flow_files.refuse_broken(loaded)
    with store.opened() as db:
        world = desk.world(db, loaded, zone)
        if show:
            side_by_side.show(db, world, show, start, json)
            return
        total = history.count(db, start)
        with _progress(min(total, limit or total)) as step:
            report = desk.replay(db, world, start, now, limit, step)
    if json:
        output.as_json(asdict(report))
    else:
        _print(report, since)


def record(conversation: Named, output: Output = None, since: AllOrSince = "") -> None:
    """Write a real conversation as a test, with names, numbers, e-mails and plates replaced by inventions.

    Example: zapbot flows record 1234 -o flows/novo.test.yaml
    """
    from zapbot import settings
    from zapbot.cli import store
    from zapbot.cli.since import moment
    from zapbot.desk import history
    from zapbot.desk import record as desk
    from zapbot.errors import UsageError

    if output and output.exists():
        raise UsageError(f"{output} exists already: name another file")
    zone, now = settings.load().zone, time.time()
    start = moment(since, now, zone) if since else None
    with store.opened() as db:
        text = desk.record(db, history.conversation(db, conversation, now), start, now, zone)
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, "utf-8")
    typer.echo(f"{output}: read it before you share it; play it with zapbot flows test {output}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal; nothing when the output goes elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _print(report: "Report", since: str) -> None:
    from zapbot.cli import output

    typer.echo(
        f"{report.conversations:,} conversations since {since}, {report.inputs:,} messages of customers compared: "
        f"{report.differ:,} conversation{'s' * (report.differ != 1)} would differ."
    )
    if report.groups:
        typer.echo("")
        columns = ("differ", "where", "stored", "changed", "for example")
        output.table("First differences", columns, [_row(group) for group in report.groups])
        first = report.groups[0].examples[0]
        typer.echo(f"\nEach is compared up to its first difference. Side by side: zapbot flows replay --show {first}")
    for reason, count in report.stopped.most_common():
        typer.echo(f"{count:,} were compared only up to a point: {reason}.")


def _row(group: "Group") -> tuple[object, ...]:
    examples = ", ".join(map(str, group.examples)) + (", …" if group.count > len(group.examples) else "")
    return group.count, f"{group.flow} › {group.node}", group.stored, group.changed, examples
