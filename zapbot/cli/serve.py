"""`zapbot serve`."""

from typing import Annotated

import typer

Host = Annotated[str | None, typer.Option(help="Address to listen on instead of ZAPBOT_HOST.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on instead of ZAPBOT_PORT.")]
Worker = Annotated[bool, typer.Option("--worker", help="Also run a worker process beside the server.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(host: Host = None, port: Port = None, worker: Worker = False) -> None:
    """Run the server: webhook door, health, metrics.

    Example: zapbot serve --worker
    """
    from zapbot import lean

    lean.without_needless()
    lean.one_heap()
    from zapbot import logs, settings
    from zapbot.children import Children
    from zapbot.web import server

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    configured = settings.load(**given)
    logs.configure(configured.log_format)
    children = Children()
    application = server.create_app(configured, late_pages=True)
    if worker:
        children.keep("worker", ["worker"])
    try:
        server.run(application, configured)
    finally:
        children.stop()
