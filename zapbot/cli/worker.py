"""`zapbot worker`."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker() -> None:
    """Process webhooks, run flows, send messages, until stopped.

    Example: zapbot worker
    """
    from zapbot import app, logs, settings
    from zapbot.worker import consumer

    configured = settings.load()
    logs.configure(configured.log_format)
    consumer.run(app.drains(configured))
