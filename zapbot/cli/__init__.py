"""The command line. Commands import what they need when they run, so that `--help` is quick."""

import sys

import typer

from zapbot.cli import (
    audit,
    campaigns,
    contacts,
    costs,
    dead,
    demo,
    flows,
    init,
    migrate,
    sandbox,
    send,
    serve,
    status,
    templates,
    tokens,
    trace,
    users,
    webhooks,
    worker,
)
from zapbot.errors import ZapbotError

app = typer.Typer(
    name="zapbot",
    help="WhatsApp customer service on one small machine: a bot from YAML flows, people when it matters.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for module in (init, demo, serve, worker, migrate, status, sandbox, trace, send, costs, audit):
    module.register(app)
app.add_typer(flows.app, name="flows")
app.add_typer(dead.app, name="dead")
app.add_typer(contacts.app, name="contacts")
app.add_typer(campaigns.app, name="campaigns")
app.add_typer(templates.app, name="templates")
app.add_typer(users.app, name="users")
app.add_typer(tokens.app, name="tokens")
app.add_typer(webhooks.app, name="webhooks")


def main() -> None:
    """Run a command; an error meant for people is printed as a sentence, with its exit code."""
    try:
        app()
    except ZapbotError as error:
        typer.echo(f"zapbot: {error}", err=True)
        sys.exit(error.exit_code)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    import platform
    import sqlite3

    from zapbot import __version__
    from zapbot.store.migrations import latest

    typer.echo(
        f"zapbot {__version__} (Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, schema {latest()})"
    )
    raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show versions of zapbot, Python, SQLite, schema."
    ),
) -> None:
    """WhatsApp customer service on one small machine: a bot from YAML flows, people when it matters."""
