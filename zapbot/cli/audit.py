"""`zapbot audit`."""

from typing import Annotated

import typer

from zapbot.cli.output import Json

Limit = Annotated[int, typer.Option(min=1, help="How many, the newest first.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)


def audit(limit: Limit = 50, json: Json = False) -> None:
    """Show who did what that matters later: sign-ins, failed ones, people, tokens, erasures.

    Example: zapbot audit --limit 20
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import audit as lines

    with store.opened() as db:
        found = lines.listed(db, limit)
    if json:
        output.as_json([asdict(line) for line in found])
        return
    rows = [(output.moment(one.at), one.who, one.what, one.about, _told(one.data)) for one in found]
    output.table("Audit", ("when", "who", "what", "about", "more"), rows)


def _told(data: dict[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in data.items())
