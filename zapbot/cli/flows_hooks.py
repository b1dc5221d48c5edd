"""`zapbot flows hooks`."""

import typer

from zapbot.cli.output import Json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(hooks)


def hooks(json: Json = False) -> None:
    """List the webhooks that start flows, with address and key.

    Example: zapbot flows hooks
    """
    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.hook_key import hook_key
    from zapbot.store import flows

    configured = settings.load()
    settings.require(configured, "secret_key")
    base = configured.public_url or f"http://{configured.host}:{configured.port}"
    with store.opened() as db:
        found = flows.hooks(db)
    key = settings.secret(configured.secret_key)
    listed = [
        {"hook": id, "flow": flow, "address": f"{base.rstrip('/')}/hooks/{id}", "key": hook_key(key, id)}
        for id, flow in found.items()
    ]
    if json:
        output.as_json(listed)
    elif not listed:
        typer.echo("No flow has a trigger `webhook: ...`.")
    else:
        output.table("Hooks", ("hook", "flow", "address", "key"), [list(one.values()) for one in listed])
