"""`zapbot worker`."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker() -> None:
    """Process webhooks, run flows, send messages, until stopped.

    Example: zapbot worker
    """
    from zapbot import lean

    lean.without_needless()
    lean.one_heap()
    from zapbot import app, logs, settings
    from zapbot.cli import store
    from zapbot.worker import consumer

    configured = settings.load()
    logs.configure(configured.log_format)
    with store.explained(configured.data_dir):
        drains = app.drains(configured)
    consumer.run(drains)
