"""`zapbot migrate`."""

from typing import Annotated

import typer

Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 when steps are missing.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(check: Check = False) -> None:
    """Bring the data directory's schema up to date.

    Example: zapbot migrate --check
    """
    from zapbot import settings
    from zapbot.cli import store
    from zapbot.store import migrations
    from zapbot.store.db import FILE, connect

    data_dir = settings.load().data_dir
    if check and not (data_dir / FILE).exists():
        typer.echo(f"There is no database in {data_dir} yet; `zapbot migrate` makes it.")
        raise typer.Exit(1)
    if check:
        with store.explained(data_dir):
            db = connect(data_dir)
        missing = migrations.pending(db)
        db.close()
        typer.echo(f"Missing: {', '.join(missing)}" if missing else f"Up to date at {migrations.latest()}.")
        raise typer.Exit(1 if missing else 0)
    with store.explained(data_dir):
        applied = migrations.migrate(data_dir)
    typer.echo(f"Applied: {', '.join(applied)}" if applied else f"Nothing to do: up to date at {migrations.latest()}.")
