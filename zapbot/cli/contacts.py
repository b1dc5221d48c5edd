"""`zapbot contacts`: who they are, what they agreed to, and what is kept of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from sqlite_utils import Database

app = typer.Typer(help="Contacts: listed, opted in and out, exported, imported, erased.", no_args_is_help=True)

Whom = Annotated[str, typer.Argument(help="A phone number, a user id, or contact:12.", metavar="PHONE")]
Tag = Annotated[str, typer.Option(help="Only those with this tag.")]
Search = Annotated[str, typer.Option(help="Only those with this in their name or number.")]
Limit = Annotated[int, typer.Option(help="How many, the newest first.")]
Source = Annotated[str, typer.Option(help="How they told you, such as a form or a phone call.")]
Output = Annotated[Path | None, typer.Option(help="The file to write; the terminal when none is given.")]
File = Annotated[Path, typer.Argument(help="A CSV file with the column phone.", metavar="CSV")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count what would be done.")]
Yes = Annotated[bool, typer.Option("--yes", help="Yes, for good.")]
KeepFile = Annotated[bool, typer.Option("--no-vacuum", help="Do not write the database file anew afterwards.")]


@app.command("list")
def list_(tag: Tag = "", search: Search = "", limit: Limit = 100, json: Json = False) -> None:
    """List contacts, the newest first.

    Example: zapbot contacts list --tag cliente
    """
    from dataclasses import asdict

    from zapbot import phone
    from zapbot.cli import output, store
    from zapbot.store import contact_list

    with store.opened() as db:
        found = contact_list.listed(db, limit, tag=tag or None, search=search)
    if json:
        output.as_json([asdict(one) for one in found])
        return
    rows = [
        (
            one.id,
            one.name,
            phone.pretty(one.phone) if one.phone else one.username,
            ", ".join(one.tags),
            _MARKETING[one.marketing],
            output.moment(one.last_inbound_at) if one.last_inbound_at else "",
        )
        for one in found
    ]
    output.table("Contacts", ("id", "name", "number", "tags", "marketing", "last wrote"), rows)


@app.command()
def show(whom: Whom, json: Json = False) -> None:
    """Show a contact: names, tags, fields, and what they said about marketing.

    Example: zapbot contacts show "+55 31 98555-0103"
    """
    from zapbot.cli import output, store
    from zapbot.store import contact_record

    with store.opened() as db:
        id = _found(db, whom)
        about = contact_record.contact(db, id)
        about["identifiers"] = contact_record.identifiers(db, id)
        about["consents"] = contact_record.consents(db, id)
    if json:
        output.as_json(about)
        return
    output.table(f"Contact {id}", ("what", "value"), list(_lines(about)))
    said = [(output.moment(c["at"]), _MARKETING[c["kind"]], c["source"], c["detail"]) for c in about["consents"]]
    if said:
        typer.echo("")
        output.table("Marketing", ("when", "said", "source", "detail"), said)


@app.command("opt-out")
def opt_out(whom: Whom, source: Source = "cli") -> None:
    """Keep that a contact wants no marketing messages.

    Example: zapbot contacts opt-out "+55 31 98555-0103" --source "asked by phone"
    """
    from zapbot.desk import consent

    _decide(whom, consent.opt_out, source, "no marketing messages")


@app.command("opt-in")
def opt_in(whom: Whom, source: Source = "cli") -> None:
    """Keep that a contact agreed to marketing messages.

    Example: zapbot contacts opt-in "+55 31 98555-0103" --source "form on the website"
    """
    from zapbot.desk import consent

    _decide(whom, consent.opt_in, source, "marketing messages")


@app.command()
def export(whom: Whom, output: Output = None) -> None:
    """Write all that is kept of a contact as JSON: for them, or for the authority.

    Example: zapbot contacts export "+55 31 98555-0103" --output ana.json
    """
    import json
    import time

    from zapbot.cli import store
    from zapbot.desk import export_contact
    from zapbot.errors import ZapbotError

    with store.opened() as db:
        kept = export_contact.export(db, _found(db, whom), time.time())
    text = json.dumps(kept, ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        raise ZapbotError(f"cannot write {output}: {error.strerror}") from None
    typer.echo(f"{output} holds {len(kept['messages'])} messages and all else that is kept.")


@app.command("import")
def import_(file: File, dry_run: DryRun = False, json: Json = False) -> None:
    """Take in contacts from a CSV file: phone, name, tags, fields.x, opt_in (where they agreed). Twice is as once.

    Example: zapbot contacts import clientes.csv --dry-run
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk import import_contacts

    with store.opened() as db:
        counts = import_contacts.import_file(db, file, time.time(), dry=dry_run)
    if json:
        output.as_json(asdict(counts))
    else:
        _report(counts, dry_run)
    if counts.wrong:
        raise typer.Exit(1)


@app.command()
def scrub() -> None:
    """Write the database file anew, so that nothing removed is left in its free pages; writers wait meanwhile.

    Example: zapbot contacts scrub
    """
    from zapbot.cli import store

    with store.opened() as db:
        if not _scrubbed(db):
            raise typer.Exit(1)
    typer.echo("The file holds only what is kept.")


@app.command()
def erase(whom: Whom, yes: Yes = False, no_vacuum: KeepFile = False, json: Json = False) -> None:
    """Remove a contact for good: messages, files, raw webhooks that mention them, traces; say what was removed.

    Example: zapbot contacts erase "+55 31 98555-0103" --yes
    """
    import time

    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.desk import erase as erasing
    from zapbot.errors import UsageError
    from zapbot.instance_key import derive, instance_key

    configured = settings.load()
    with store.opened() as db:
        id = _found(db, whom)
        if not yes:
            raise UsageError(f"this removes contact {id} and all that was said, for good: give --yes")
        key = derive(instance_key(settings.secret(configured.secret_key), configured.data_dir), "erasure")
        removed = erasing.erase(db, configured.data_dir, id, key, "cli", time.time())
        scrubbed = not no_vacuum and _scrubbed(db)
    if json:
        output.as_json({**removed, "vacuumed": scrubbed})
        return
    output.table("Removed", ("what", "how many"), list(removed.items()))
    typer.echo("\nBackups made before now still hold this person: let them expire.")


_WHEN_QUIET = "stop the worker and the server for a moment and run zapbot contacts scrub."
_MARKETING = {"in": "yes", "out": "no", None: ""}


def _found(db: "Database", whom: str) -> int:
    """The contact somebody means. Raises NotFoundError."""
    import time

    from zapbot.desk import recipient

    return recipient.known(db, whom, time.time())


def _decide(whom: str, change: Any, source: str, what: str) -> None:
    import time

    from zapbot.cli import store
    from zapbot.store.db import transaction

    now = time.time()
    with store.opened() as db:
        id = _found(db, whom)
        with transaction(db):
            news = change(db, id, "cli", now, now, source if source != "cli" else "")
    typer.echo(f"Contact {id} gets {what} from now on." if news else f"Contact {id} already gets {what}.")


def _scrubbed(db: "Database") -> bool:
    """Whether the file could be written anew; not while others hold it."""
    import sqlite3
    import time

    from zapbot.store import erasure

    try:
        if erasure.scrub(db, time.time()):
            return True
        reason = "somebody was reading it"
    except sqlite3.OperationalError as error:
        reason = str(error)
    typer.echo(f"The person is removed, but old pages stay in the file ({reason}): {_WHEN_QUIET}", err=True)
    return False


def _lines(about: dict[str, Any]) -> list[tuple[str, Any]]:
    """A contact as a table for people."""
    from zapbot import phone
    from zapbot.cli import output

    lines = [("name", about.get("name")), ("username", about.get("username")), ("tags", ", ".join(about["tags"]))]
    lines += [("number", phone.pretty(about["phone"]))] if about.get("phone") else []
    lines += [(f"fields.{name}", value) for name, value in about["fields"].items()]
    lines += [("marketing", _MARKETING[about.get("marketing")])]
    for name in ("last_inbound_at", "created_at", "marketing_paused_until"):
        lines += [(name.removesuffix("_at").replace("_", " "), output.moment(about[name]))] if about.get(name) else []
    return [(name, value) for name, value in lines if value]


def _report(counts: Any, dry_run: bool) -> None:
    for line, reason in counts.wrong[:20]:
        typer.echo(f"line {line}: {reason}", err=True)
    if len(counts.wrong) > 20:
        typer.echo(f"... and {len(counts.wrong) - 20} more", err=True)
    would = "would be " if dry_run else ""
    typer.echo(
        f"{counts.created} {would}created, {counts.updated} {would}updated, {counts.unchanged} as they were, "
        f"{counts.opted_in} agreed to marketing, {counts.still_out} had opted out and stay so, "
        f"{len(counts.wrong)} wrong."
    )
