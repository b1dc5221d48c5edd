"""`zapbot demo`: everything at once on a throw-away data directory."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zapbot.children import Children

Open = Annotated[bool, typer.Option("--open", help="Open the inbox and the phone in a browser.")]
Flows = Annotated[Path | None, typer.Option(help="Flows to load instead of the starter ones.")]
Port = Annotated[int, typer.Option(help="Port of the phone page; 0 takes any free one.")]


ADMIN = "demo@zapbot.example"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(open: Open = False, flows: Flows = None, port: Port = 0) -> None:
    """Try zapbot without a Meta account: the inbox, the bot, and a customer's phone in the browser.

    Example: zapbot demo --open
    """
    import signal
    import tempfile

    from zapbot import starter

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    with tempfile.TemporaryDirectory(prefix="zapbot-demo-") as folder:
        _run(Path(folder), flows or starter.folder(), port, open)


def _interrupt(*_: object) -> None:
    """Whatever ends the demo ends it like Ctrl-C, so that nothing of it is left; once, for what follows cleans up."""
    import signal

    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(data_dir: Path, flows: Path, port: int, open: bool) -> None:
    import time

    from zapbot.children import Children, free_port
    from zapbot.errors import ZapbotError

    _import(data_dir, flows)
    sandbox_port, server_port = port or free_port(), free_port()
    phone, server = f"http://127.0.0.1:{sandbox_port}", f"http://127.0.0.1:{server_port}"
    environment = _environment(data_dir, phone, server_port)
    children = Children()
    try:
        children.start(
            "sandbox", ["sandbox", "--port", str(sandbox_port), "--callback", f"{server}/webhook"], environment
        )
        children.start("server", ["serve"], environment)
        children.start("worker", ["worker"], environment)
        _wait_until_ready(children, [f"{server}/ready", f"{phone}/"])
        link, password = _first_admin(data_dir)
        _welcome(phone, f"{server}/sign-in/{link}", password, server, data_dir, open)
        while children.ended() is None:
            time.sleep(0.3)
        raise ZapbotError(f"the {children.ended()} ended by itself; what it said is above")
    except KeyboardInterrupt:
        typer.echo("\nStopping …")
    finally:
        children.stop()


def _import(data_dir: Path, flows: Path) -> None:
    import time

    from zapbot.desk import flow_files
    from zapbot.store.db import connect
    from zapbot.store.migrations import migrate

    migrate(data_dir)
    db = connect(data_dir)
    imported = flow_files.import_(db, flow_files.read([flows]), time.time())
    db.close()
    typer.echo(f"Flows: {', '.join(one.flow for one in imported)}")


def _first_admin(data_dir: Path) -> tuple[str, str]:
    """Somebody to sign in as: once by this reference, in other browsers by this password."""
    import time

    from zapbot.desk import passwords, people
    from zapbot.store.db import connect

    db = connect(data_dir)
    password = passwords.generated()
    people.add(db, ADMIN, "Ana (demo)", "admin", password, "cli", time.time())
    reference = people.link(db, ADMIN, "cli", time.time())
    db.close()
    return reference, password


def _environment(data_dir: Path, phone: str, server_port: int) -> dict[str, str]:
    """Settings that tie the processes together; tokens live as long as the demo."""
    import secrets

    values = {
        "DATA_DIR": str(data_dir),
        "HOST": "127.0.0.1",
        "PORT": str(server_port),
        "CHANNEL": "cloud",
        "WHATSAPP_API_URL": phone,
        "WHATSAPP_PHONE_NUMBER_ID": "800000000000001",
        "WHATSAPP_BUSINESS_ACCOUNT_ID": "900000000000001",
        "WHATSAPP_ACCESS_TOKEN": secrets.token_hex(16),
        "WHATSAPP_APP_SECRET": secrets.token_hex(16),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(16),
        "UNKNOWN_GRACE_SECONDS": "10",
    }
    return {f"ZAPBOT_{name}": value for name, value in values.items()}


def _wait_until_ready(children: "Children", addresses: list[str], seconds: float = 30.0) -> None:
    import time

    import httpx

    from zapbot.errors import ZapbotError

    deadline = time.monotonic() + seconds
    for address in addresses:
        while True:
            if children.ended() or time.monotonic() > deadline:
                raise ZapbotError(f"the {children.ended() or 'server'} did not start; what it said is above")
            try:
                if httpx.get(address, timeout=1, trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.1)


def _welcome(phone: str, link: str, password: str, server: str, data_dir: Path, open: bool) -> None:
    typer.echo(f"\n  Inbox:  {link}")
    typer.echo("          where your team answers; the link signs you in once")
    typer.echo(f"          in another browser: {server}/sign-in  {ADMIN}  {password}\n")
    typer.echo(f'  Phone:  {phone}/      your customer: write "oi", "cotação" or "atendente"\n')
    typer.echo(f"  Server: {server}   (data in {data_dir}, gone when you stop)")
    typer.echo("  Ctrl-C stops everything.\n")
    if open:
        import webbrowser

        webbrowser.open(link)
        webbrowser.open(phone)
