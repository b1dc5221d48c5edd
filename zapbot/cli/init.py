"""`zapbot init`: from nothing to a server that can be started and somebody who can sign in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zapbot.settings import Settings

Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing: take settings from the environment and .env.")]
Admin = Annotated[str, typer.Option(help="E-mail address of the first admin.")]

ASKED = (
    ("public_url", "Public address, such as https://atendimento.example (empty: only this machine)", False),
    ("whatsapp_phone_number_id", "Phone number id (App Dashboard → WhatsApp → API setup; empty: later)", False),
    ("whatsapp_business_account_id", "WhatsApp Business Account id (same page; empty: later)", False),
    ("whatsapp_access_token", "Access token of a system user (unseen; empty: later)", True),
    ("whatsapp_app_secret", "App secret (App settings → Basic; unseen; empty: later)", True),
)
"""Setting, question, and whether it is a secret. With the e-mail address these are the six things asked."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(yes: Yes = False, admin: Admin = "") -> None:
    """Set zapbot up here: data directory, .env, starter flows, first admin with a link to sign in.

    It can be run again: what is there stays, what was answered anew is replaced.

    Example: zapbot init --admin ana@loja.example
    """
    from zapbot import settings
    from zapbot.cli import env_file, store
    from zapbot.cli.users import sign_in_link
    from zapbot.errors import UsageError
    from zapbot.instance_key import instance_key

    configured = settings.load()
    answers = _known(configured) if yes else _asked(configured)
    email = admin or ("" if yes else str(typer.prompt("E-mail address of the first admin")))
    if not email:
        raise UsageError("say who the first admin is: zapbot init --yes --admin ana@loja.example")
    verify_token = _secret(configured, "whatsapp_verify_token") or _new_token()
    values = {**answers, "whatsapp_verify_token": verify_token, "data_dir": str(configured.data_dir.absolute())}
    given = {name: value for name, value in values.items() if value}
    configured = settings.load(**given)
    with store.explained(configured.data_dir):
        configured.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        instance_key(settings.secret(configured.secret_key), configured.data_dir)
    env_file.put(Path(".env"), {f"{settings.PREFIX}{name.upper()}": value for name, value in given.items()})
    typer.echo("Wrote .env, which only you can read.")
    _copy_flows(Path("flows"))
    _check(configured)
    link = sign_in_link(configured, _first_admin(configured, email))
    _welcome(configured, verify_token, link)


def _known(configured: "Settings") -> dict[str, str]:
    """The answers the settings give already."""
    return {name: _secret(configured, name) for name, _, _ in ASKED}


def _asked(configured: "Settings") -> dict[str, str]:
    """The answers of somebody; Enter keeps what is there."""
    known = _known(configured)
    return {name: _ask(question, known[name], hidden) for name, question, hidden in ASKED}


def _ask(question: str, known: str, hidden: bool) -> str:
    shown = bool(known) and not hidden
    unseen = hidden and sys.stdin.isatty()
    return str(typer.prompt(question, default=known, hide_input=unseen, show_default=shown)).strip()


def _secret(configured: "Settings", name: str) -> str:
    value = getattr(configured, name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value or "")


def _new_token() -> str:
    import secrets

    return secrets.token_urlsafe(24)


def _copy_flows(folder: Path) -> None:
    import shutil

    from zapbot import starter

    if folder.exists():
        typer.echo(f"{folder}/ is there already and stays as it is.")
        return
    shutil.copytree(starter.folder(), folder)
    typer.echo(f"Copied the starter flows to {folder}/.")


def _check(configured: "Settings") -> None:
    """Ask Meta about the number, and say in words what came of it; without an answer things go on."""
    import asyncio

    from zapbot import app
    from zapbot.connector import NumberChange, Unknown, Unsent

    missing = [name for name in app.needed_to_send(configured) if not getattr(configured, name)]
    if missing:
        names = ", ".join(f"ZAPBOT_{name.upper()}" for name in missing)
        typer.echo(f"Not checked with WhatsApp: {names} still missing. Put them into .env, or run this again.")
        return
    found = asyncio.run(_about(configured))
    if isinstance(found, NumberChange):
        typer.echo(f"WhatsApp knows the number: {found.name or found.display or found.number}.")
        return
    reason = getattr(found, "reason", "") or type(found).__name__
    if isinstance(found, Unsent | Unknown):
        typer.echo(
            f"WhatsApp could not be asked now ({reason}). The rest is set up; run this again when you are online."
        )
        return
    typer.echo(f"WhatsApp refuses this token or number: {reason}. Look at both in the dashboard and run this again.")


async def _about(configured: "Settings") -> object:
    from zapbot import app

    channel = app.connector(configured)
    try:
        return await channel.about(configured.numbers[0])
    finally:
        await channel.close()


def _first_admin(configured: "Settings", email: str) -> str:
    """Somebody who may do everything, added unless they are there; the reference that signs them in once."""
    import time

    from zapbot.cli import store
    from zapbot.desk import people
    from zapbot.store import users
    from zapbot.store.db import connect
    from zapbot.store.migrations import migrate

    with store.explained(configured.data_dir):
        migrate(configured.data_dir)
        db = connect(configured.data_dir)
    try:
        if users.find(db, email) is None:
            people.add(db, email, "", "admin", None, "cli", time.time())
        return people.link(db, email, "cli", time.time())
    finally:
        db.close()


def _welcome(configured: "Settings", verify_token: str, link: str) -> None:
    public = (configured.public_url or f"http://{configured.host}:{configured.port}").rstrip("/")
    typer.echo("\nIn the App Dashboard → WhatsApp → Configuration:")
    typer.echo(f"  Callback URL:  {public}/webhook")
    typer.echo(f"  Verify token:  {verify_token}")
    typer.echo("\nStart it:        zapbot flows import flows/ && zapbot serve --worker")
    typer.echo(f"\nSign in, once within 24 hours:\n  {link}\n")
    typer.echo(_qr(link))


def _qr(text: str) -> str:
    """A text as a QR code made of letters; the light squares are drawn, as a dark terminal wants it."""
    import segno

    rows = [list(row) for row in segno.make(text, error="l").matrix_iter(border=2)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return os.linesep.join(
        "".join(blocks[bool(up), bool(down)] for up, down in zip(*pair, strict=True)) for pair in pairs
    )
