"""`zapbot flows schema`."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(schema)


def schema() -> None:
    """Print the JSON Schema of the flow format, by which editors complete and mark mistakes.

    Save it and begin each flow with `# yaml-language-server: $schema=../zapbot-flow.schema.json`.

    Example: zapbot flows schema > zapbot-flow.schema.json
    """
    import json

    from zapbot.flow import schema

    typer.echo(json.dumps(schema.build(), ensure_ascii=False, indent=2))
