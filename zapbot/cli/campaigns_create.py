"""`zapbot campaigns create`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.cli.sending.files import Keep
    from zapbot.desk.campaign_people import Person, Wrong
    from zapbot.flow.triggers import Audience
    from zapbot.model import Template
    from zapbot.settings import Settings

Name = Annotated[str, typer.Argument(help="A name of its own; it is never used again.")]
TemplateName = Annotated[str, typer.Option("--template", help="The template's name.")]
Language = Annotated[str, typer.Option(help="The template's language.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="A list: a column telefone or phone, others as you like.")]
Tag = Annotated[list[str] | None, typer.Option(help="Contacts with this tag; again for more.")]
WithoutTag = Annotated[list[str] | None, typer.Option(help="Contacts without this tag; again for more.")]
Field = Annotated[list[str] | None, typer.Option(help="Contacts whose field is this: cidade=Recife.")]
Silent = Annotated[str | None, typer.Option(help="Contacts who have not written for so long: 30d.")]
Everybody = Annotated[bool, typer.Option("--everybody", help="All contacts.")]
Param = Annotated[list[str] | None, typer.Option(help="A value: nome={name}, or {cidade} for a place by number.")]
Header = Annotated[str | None, typer.Option(help="A file or https address, or the header's text.")]
Button = Annotated[list[str] | None, typer.Option(help="A button's value: 0=url:{pedido}.")]
Rate = Annotated[float | None, typer.Option(help="Messages a second; the number's rate when not given.")]
Quiet = Annotated[str | None, typer.Option(help="Hours to wait: 21:00-08:00 (so for marketing), or never.")]
At = Annotated[str | None, typer.Option(help="Not before: 24/12/2026 09:00, in the business's time zone.")]
Number = Annotated[str, typer.Option(help="The business's number to send from; the main one when not given.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be created.")]

FORMATS = ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def create(
    name: Name,
    template: TemplateName,
    language: Language = "pt_BR",
    csv: Csv = None,
    tag: Tag = None,
    without_tag: WithoutTag = None,
    field: Field = None,
    silent: Silent = None,
    everybody: Everybody = False,
    param: Param = None,
    header: Header = None,
    button: Button = None,
    rate: Rate = None,
    quiet: Quiet = None,
    at: At = None,
    number: Number = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Freeze whom a campaign goes to and what each gets; nothing is sent before `campaigns start`.

    In values, {name}, {first_name}, {phone}, a column of the list or a contact's field stand for each person's own.

    Example: zapbot campaigns create natal --template promo --csv clientes.csv --param {name} --dry-run
    """
    import time

    from zapbot import settings
    from zapbot.cli import campaign_lines, campaign_progress, store
    from zapbot.cli.sending.files import Store
    from zapbot.desk import campaign_create, templates

    configured = settings.load()
    audience = _audience(csv, tag or [], without_tag or [], field or [], silent, everybody)
    filling = {"param": tuple(param or ()), "header": header, "button": tuple(button or ())}
    message = _message(template, language, filling, Store(configured.data_dir, dry_run))
    plan = campaign_create.Plan(
        name=name,
        message=message,
        rate=configured.messages_per_second if rate is None else rate,
        number=number or next(iter(configured.numbers), ""),
        quiet=quiet,
        starts_at=None if at is None else moment(at, configured),
        created_by="cli",
        audience=str(csv or " ".join(f"{kind}={value}" for kind, value in audience) or "everybody"),
    )
    with store.opened() as db:
        people, total = _people(db, csv, audience)
        with campaign_progress.bar("recipients", total) as advance:
            if dry_run:
                id, count = None, campaign_create.preview(db, plan, people, time.time, advance)
            else:
                created = campaign_create.create(db, plan, people, time.time, advance)
                id, count = created.id, created.count
        category = templates.category(db, message)
        campaign_lines.show_count(db, count, plan.rate, category, configured, json, id)
    if id is not None and not json:
        typer.echo(f"Created. Send it with: zapbot campaigns start {name}")


def moment(text: str, configured: "Settings") -> float:
    """A time as it is written, in the business's zone. Raises UsageError."""
    from datetime import datetime

    from zapbot.errors import UsageError

    for form in FORMATS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=configured.zone).timestamp()
        except ValueError:
            continue
    raise UsageError(f"--at {text!r} is no time: write 24/12/2026 09:00")


def _message(name: str, language: str, filling: dict[str, Any], keep: "Keep") -> "Template":
    """The template with the places in its values."""
    from zapbot.cli.sending import contents
    from zapbot.cli.sending.given import Given
    from zapbot.model import Template

    message = contents.content(Given(template=name, language=language, **filling), keep)
    assert isinstance(message, Template)
    return message


def _audience(
    csv: Path | None, tags: list[str], without: list[str], fields: list[str], silent: str | None, everybody: bool
) -> "Audience":
    """The conditions on contacts. Raises UsageError unless there is a list or conditions, and not both."""
    from zapbot.errors import UsageError

    pairs = [("tag", tag) for tag in tags] + [("without_tag", tag) for tag in without]
    pairs += [("silent", str(_seconds(silent)))] if silent else []
    pairs += [_field(text) for text in fields]
    if (csv is not None) + bool(pairs) + everybody != 1:
        raise UsageError("say whom it is for: --csv FILE, or conditions such as --tag cliente, or --everybody")
    return tuple(pairs)


def _field(text: str) -> tuple[str, str]:
    from zapbot.errors import UsageError

    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"--field {text!r}: write the name and the value, cidade=Recife")
    return f"field.{name.strip()}", value


def _seconds(text: str) -> int:
    from zapbot.errors import UsageError
    from zapbot.flow import durations

    try:
        return durations.seconds(text)
    except ValueError as error:
        raise UsageError(f"--silent: {error}") from None


def _people(db: "Database", csv: Path | None, audience: "Audience") -> "tuple[Iterable[Person | Wrong], int]":
    """Those the list or the conditions name, and about how many."""
    import time

    from zapbot.desk import campaign_list, campaign_people
    from zapbot.store import audience as audiences

    now = time.time()
    if csv is None:
        return campaign_people.from_contacts(db, audience, now), audiences.count(db, audience, now)
    listing = campaign_list.look(csv)
    if not listing.is_utf8:
        typer.echo(f"{csv} is not UTF-8 and is read as Windows-1252: see whether its accents are right", err=True)
    return campaign_list.read(db, listing, now), listing.rows
