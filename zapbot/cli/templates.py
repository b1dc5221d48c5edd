"""`zapbot templates`: the messages Meta approved beforehand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from zapbot.connector import Templates
    from zapbot.store.templates import Template

app = typer.Typer(help="Message templates: read from Meta, shown, handed in, deleted.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The template's name.")]
Language = Annotated[str | None, typer.Option(help="Its language, such as pt_BR.")]
Status = Annotated[str | None, typer.Option(help="Only these: approved, pending, rejected, paused, deleted ...")]
Category = Annotated[str | None, typer.Option(help="Only these: utility, marketing or authentication.")]
File = Annotated[Path, typer.Argument(help="A YAML or JSON file that says what the template says.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and show it, hand in nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def sync(json: Json = False) -> None:
    """Read all templates from Meta. The worker does so every 6 hours, and when Meta tells of a change.

    Example: zapbot templates sync
    """
    import time

    from zapbot.cli import output, store
    from zapbot.desk import template_sync
    from zapbot.store.db import transaction

    asked_at = time.time()
    copies = _ask(lambda channel: channel.list_templates())
    with store.opened() as db, transaction(db):
        gone = template_sync.sync(db, copies, asked_at, time.time())
    usable = sum(copy.status == "APPROVED" for copy in copies)
    if json:
        output.as_json({"templates": len(copies), "approved": usable, "deleted": len(gone)})
        return
    typer.echo(f"{len(copies)} templates, {usable} approved" + (f", {len(gone)} deleted" if gone else ""))


@app.command("list")
def list_(status: Status = None, category: Category = None, json: Json = False) -> None:
    """List the templates with their status, quality and category, as they were last read.

    Example: zapbot templates list --status approved
    """
    from zapbot.cli import output, store
    from zapbot.desk import template_sync
    from zapbot.store import templates

    with store.opened() as db:
        found = templates.listed(db, _upper(status), _upper(category))
        read_at = template_sync.read_at(db)
    if json:
        output.as_json([_as_data(template) for template in found])
        return
    if not found:
        typer.echo("No templates." + ("" if read_at else " Read them with: zapbot templates sync"))
        return
    title = f"Templates, read {output.moment(read_at)}" if read_at else "Templates"
    columns = ("name", "language", "category", "status", "quality", "reason")
    output.table(title, columns, [_row(template) for template in found])


@app.command()
def show(name: Name, language: Language = None, json: Json = False) -> None:
    """Show a template as a customer sees it, with its example values, and how it is sent.

    Example: zapbot templates show aviso_entrega --language pt_BR
    """
    from zapbot.cli import output, store, template_panel

    with store.opened() as db:
        template = _one(db, name, language)
    if json:
        output.as_json(_as_data(template))
        return
    template_panel.show(template)


@app.command()
def create(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Hand in a new template, after a look for what Meta would refuse at once. Its review takes up to a day.

    Example: zapbot templates create aviso.yaml --dry-run
    """
    import time

    import msgspec

    from zapbot.cli import output, store, template_panel
    from zapbot.desk import template_file, template_sync
    from zapbot.store.db import transaction

    definition = template_file.read(file)
    if dry_run:
        output.as_json(msgspec.to_builtins(definition)) if json else template_panel.draw(definition)
        return
    asked_at = time.time()
    copy = _ask(lambda channel: channel.create_template(definition))
    with store.opened() as db, transaction(db):
        template_sync.created(db, copy, asked_at, time.time())
    if json:
        output.as_json({"name": definition.name, "language": definition.language, "status": copy.status})
        return
    typer.echo(f"{definition.name} ({definition.language}): {copy.status}")


@app.command()
def delete(name: Name, language: Language = None, yes: Yes = False, json: Json = False) -> None:
    """Delete a template at Meta: in all its languages, or in one.

    Example: zapbot templates delete aviso_entrega --language pt_BR --yes
    """
    import time

    from zapbot.cli import output, store
    from zapbot.desk import template_sync
    from zapbot.store.db import transaction

    with store.opened() as db:
        remote_id = _one(db, name, language).remote_id if language else None
        languages = _languages(db, name, language)
        if not yes:
            typer.confirm(f"Delete {name} ({', '.join(languages)}) at Meta?", abort=True)
        _ask(lambda channel: channel.delete_template(name, remote_id))
        with transaction(db):
            template_sync.deleted(db, name, languages, time.time())
    output.as_json({"deleted": name, "languages": languages}) if json else typer.echo(f"{name} deleted.")


def _ask(call: "Callable[[Templates], Awaitable[Any]]") -> Any:
    """Ask the account something. Raises ZapbotError when it was not answered."""
    import asyncio

    from zapbot import app, connector, settings
    from zapbot.errors import ZapbotError

    channel = app.templates(settings.load())

    async def run() -> Any:
        try:
            return await call(channel)
        finally:
            await channel.close()

    found = asyncio.run(run())
    if isinstance(found, connector.Outcome):
        raise ZapbotError(f"Meta did not do this: {getattr(found, 'reason', found)}")
    return found


def _one(db: Any, name: str, language: str | None) -> "Template":
    """The template meant. Raises NotFoundError that names the nearest, UsageError when the language must be said."""
    from zapbot.desk import templates

    return templates.find(db, name, language)


def _languages(db: Any, name: str, language: str | None) -> list[str]:
    from zapbot.store import templates

    known = [template.language for template in templates.in_all_languages(db, name)]
    return [_one(db, name, language).language] if language else known or [_one(db, name, None).language]


def _row(template: "Template") -> tuple[object, ...]:
    category = template.category.lower() + (f" → {template.next_category.lower()}" if template.next_category else "")
    return template.name, template.language, category, template.status, template.quality, template.reason


def _as_data(template: "Template") -> dict[str, Any]:
    from dataclasses import asdict

    import msgspec

    from zapbot.desk.template_preview import preview

    definition = template.definition
    return {
        **asdict(template),
        "definition": msgspec.to_builtins(definition) if definition else None,
        "variables": list(definition.variables) if definition else [],
        "preview": msgspec.to_builtins(preview(definition)) if definition else None,
    }


def _upper(word: str | None) -> str | None:
    return word.upper() if word else None
