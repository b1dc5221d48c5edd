"""Send one message for each row of a table or line of JSON, with a bar while it lasts and a sum at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zapbot.cli.sending import order as orders
from zapbot.cli.sending.order import Order

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.cli.sending.many import Tally
    from zapbot.cli.sending.results import Result
    from zapbot.cli.sending.row import Row
    from zapbot.settings import Settings

SHOWN = 10
"""Errors printed; the rest is in the results."""

Advance = Callable[[int, int], None]
"""Told how many messages were sent, and how far in bytes."""


def many(db: "Database", order: Order, known: "Settings") -> int:
    from zapbot.cli.sending import lines
    from zapbot.cli.sending.table import Table

    if order.csv is None:
        rows = lines.rows(sys.stdin.buffer, order.key, order.number, order.outside)
        return _submit(db, order, known, rows, order.result, 0, lambda: 0)
    with Table(order.csv) as table:
        rows = table.rows(orders.wanted(order, known), order.key)
        result = order.result or (None if order.dry else order.csv.with_suffix(".result.csv"))
        return _submit(db, order, known, rows, result, table.size, lambda: table.position)


def _submit(
    db: "Database",
    order: Order,
    known: "Settings",
    rows: "Iterator[Row]",
    path: Path | None,
    size: int,
    position: Callable[[], int],
) -> int:
    from zapbot.cli.sending.many import Tally, submit_all
    from zapbot.cli.sending.results import Results
    from zapbot.worker.queue import Queue

    tally, shown, queue = Tally(), 0, Queue(known.data_dir)
    with Results(path) as results, _progress(size) as advance:

        def settled(done: "list[Result]") -> None:
            nonlocal shown
            results.write(done)
            for error in [result.error for result in done if result.error][: SHOWN - shown]:
                shown += 1
                typer.echo(f"zapbot: {error}", err=True)
            if not order.dry:
                queue.nudge("deliver")
                _keep_small(known.data_dir)
            advance(tally.rows, position())

        try:
            submit_all(db, rows, tally, settled, order.dry)
        except KeyboardInterrupt:
            _stopped(order, tally)
            return 1
    _sum_up(order, tally, path)
    return 1 if tally.failed else 0


def _stopped(order: Order, tally: "Tally") -> None:
    again = "run the same command again, it repeats nothing" if order.key else "the others were not"
    typer.echo(f"zapbot: stopped after {tally.rows} messages, which are kept: {again}", err=True)
    if not order.key:
        typer.echo("zapbot: with --idempotency-key a command can be run again without repeating any", err=True)


def _sum_up(order: Order, tally: "Tally", path: Path | None) -> None:
    from dataclasses import asdict

    from zapbot.cli import output

    if order.json:
        output.as_json({**asdict(tally), "result": str(path) if path else None})
        return
    more = tally.failed - SHOWN
    if more > 0:
        typer.echo(f"zapbot: and {more} more errors" + (f", all in {path}" if path else ""), err=True)
    counts = {"queued": tally.queued, "held": tally.held, "sent before": tally.repeated, "failed": tally.failed}
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing to send"
    dry = "Nothing was sent. It would be: " if order.dry else ""
    messages = "1 message" if tally.rows == 1 else f"{tally.rows} messages"
    typer.echo(f"{dry}{messages}: {said}." + (f" See {path}" if path else ""))


@contextmanager
def _progress(size: int) -> "Iterator[Advance]":
    """A bar on standard error, when somebody looks at it."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.fields[rows]} messages"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("send", total=size or None, rows=0)
        yield lambda rows, position: progress.update(task, completed=position, rows=rows)


def _nothing(rows: int, position: int) -> None:
    """Nobody looks."""


def _keep_small(data_dir: Path) -> None:
    """Without a worker nobody else keeps the WAL small meanwhile."""
    from zapbot.store import checkpoint

    if checkpoint.due(data_dir):
        checkpoint.guarded(data_dir)
