"""`zapbot dead`: what gave up, and what to do about it."""

from typing import Annotated

import typer

from zapbot.cli.output import Json

app = typer.Typer(help="Dead letters: what gave up, listed, retried, dropped.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(help="Ids from `dead list`, such as message-42.")]
All = Annotated[bool, typer.Option("--all", help="Every dead letter.")]
Limit = Annotated[int, typer.Option(help="How many, the newest first.")]


@app.command("list")
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List dead letters, the newest first.

    Example: zapbot dead list
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import dead_letters

    with store.opened() as db:
        letters = dead_letters.listed(db, limit)
    if json:
        output.as_json([asdict(letter) for letter in letters])
    elif not letters:
        typer.echo("No dead letters.")
    else:
        rows = [
            (l.id, output.moment(l.at), l.subject, l.code, l.attempts, _last_line(l.reason))
            for l in letters  # noqa: E741
        ]
        output.table("Dead letters", ("id", "when", "what", "code", "attempts", "reason"), rows)


@app.command()
def show(id: Annotated[str, typer.Argument(help="An id from `dead list`.")], json: Json = False) -> None:
    """Show all of one dead letter: the reason with its traceback, and what it holds.

    Example: zapbot dead show event-7
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import dead_letters

    with store.opened() as db:
        letter, content = dead_letters.show(db, id)
    if json:
        output.as_json({**asdict(letter), "content": content})
        return
    typer.echo(f"{letter.id}  {output.moment(letter.at)}  {letter.subject}\n\n{letter.reason}\n\n{content}")


@app.command()
def retry(ids: Ids = None, all: All = False) -> None:
    """Put dead letters back into their queue.

    Example: zapbot dead retry message-42
    """
    _change(ids, all, "retry", "queued again")


@app.command()
def drop(ids: Ids = None, all: All = False) -> None:
    """Give up on dead letters for good; they are kept for the record and no longer listed.

    Example: zapbot dead drop event-7
    """
    _change(ids, all, "drop", "dropped")


def _change(ids: list[str] | None, all: bool, verb: str, done: str) -> None:
    import time

    from zapbot import settings
    from zapbot.cli import store
    from zapbot.errors import UsageError
    from zapbot.store import dead_letters
    from zapbot.store.db import transaction
    from zapbot.worker.queue import Queue

    if bool(ids) == all:
        raise UsageError("name the dead letters, or give --all")
    with store.opened() as db, transaction(db):
        chosen = ids or [letter.id for letter in dead_letters.listed(db, -1)]
        for id in chosen:
            getattr(dead_letters, verb)(db, id, time.time())
    if verb == "retry" and chosen:
        queue = Queue(settings.load().data_dir)
        queue.nudge("receive")
        queue.nudge("deliver")
        queue.nudge("calls")
        queue.nudge("media")
        queue.nudge("webhooks")
        queue.nudge("blocks")
    typer.echo(f"{len(chosen)} {done}.")


def _last_line(reason: str) -> str:
    return reason.strip().splitlines()[-1] if reason.strip() else ""
