"""`zapbot users`: the people who may sign in."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from zapbot.settings import Settings
    from zapbot.store.users import User

app = typer.Typer(help="People who may sign in: added, listed, shut out.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
Name = Annotated[str, typer.Option(help="Name shown to colleagues; by default what stands before the @.")]
Role = Annotated[str, typer.Option(help="admin, supervisor or agent.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password up and print it once.")]
ByLink = Annotated[bool, typer.Option("--link", help="No password: print a link that signs in once, within 24 hours.")]
Everybody = Annotated[str, typer.Argument(help="The person's e-mail address; without one everybody.")]


@app.command()
def add(
    email: Email,
    name: Name = "",
    role: Role = "agent",
    password_stdin: FromStdin = False,
    generate: Generate = False,
    link: ByLink = False,
) -> None:
    """Add a person; without an option the password is asked for twice, unseen.

    Example: zapbot users add ana@loja.example --name "Ana Ribeiro" --role admin --link
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people
    from zapbot.errors import UsageError

    if link and (password_stdin or generate):
        raise UsageError("--link gives no password: leave --password-stdin and --generate out")
    password = None if link else _password(password_stdin, generate)
    with store.opened() as db:
        user = people.add(db, email, name, role, password, "cli", time.time())
        reference = people.link(db, email, "cli", time.time()) if link else ""
    typer.echo(f"{user.email} may sign in as {user.role}.")
    _tell(password, generate)
    _tell_link(reference)


@app.command("link")
def link_(email: Email) -> None:
    """Print a link that signs a person in once, within 24 hours.

    Example: zapbot users link ana@loja.example
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people

    with store.opened() as db:
        reference = people.link(db, email, "cli", time.time())
    _tell_link(reference)


@app.command("logout-all")
def logout_all(email: Everybody = "") -> None:
    """Sign a person, or everybody, out of every browser; API tokens stay.

    Example: zapbot users logout-all ana@loja.example
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people

    with store.opened() as db:
        ended = people.sign_out(db, email or None, "cli", time.time())
    typer.echo(f"Signed out of {ended} browser{'' if ended == 1 else 's'}.")


@app.command("list")
def list_(json: Json = False) -> None:
    """List everybody, with role and last sign-in.

    Example: zapbot users list
    """
    from zapbot.cli import output, store
    from zapbot.store import users

    with store.opened() as db:
        people = users.listed(db)
    if json:
        output.as_json([_shown(user) for user in people])
        return
    rows = [(user.email, user.name, user.role, _state(user)) for user in people]
    output.table("Users", ("e-mail", "name", "role", "last sign-in"), rows)


@app.command()
def disable(email: Email) -> None:
    """Shut a person out at once; every token they had is dead.

    Example: zapbot users disable ana@loja.example
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people

    with store.opened() as db:
        user = people.disable(db, email, "cli", time.time())
    typer.echo(f"{user.email} is shut out.")


@app.command()
def enable(email: Email) -> None:
    """Let a person in again, with the password they had.

    Example: zapbot users enable ana@loja.example
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people

    with store.opened() as db:
        user = people.enable(db, email, "cli", time.time())
    typer.echo(f"{user.email} may sign in again.")


@app.command()
def reset(email: Email, password_stdin: FromStdin = False, generate: Generate = False) -> None:
    """Give a person a new password; every token they had is dead, and their second step is off.

    Example: zapbot users reset ana@loja.example --generate
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import people

    password = _password(password_stdin, generate)
    with store.opened() as db:
        user = people.reset(db, email, password, "cli", time.time())
    typer.echo(f"{user.email} has a new password.")
    _tell(password, generate)


def sign_in_link(configured: "Settings", reference: str) -> str:
    """Where a reference signs in: at the public address, else on this machine."""
    here = "127.0.0.1" if configured.host in ("0.0.0.0", "::", "") else configured.host  # noqa: S104
    host = f"[{here}]" if ":" in here else here
    base = configured.public_url or f"http://{host}:{configured.port}"
    return f"{base.rstrip('/')}/sign-in/{reference}"


def _password(from_stdin: bool, generate: bool) -> str:
    """The new password. Raises UsageError when two ways are asked for at once."""
    from zapbot.desk import passwords
    from zapbot.errors import UsageError

    if from_stdin and generate:
        raise UsageError("--password-stdin or --generate, not both")
    if generate:
        return passwords.generated()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more"))


def _tell(password: str | None, generated: bool) -> None:
    if generated and password:
        typer.echo(f"Password, shown only now: {password}")


def _tell_link(reference: str) -> None:
    from zapbot import settings

    if reference:
        typer.echo(f"Sign-in link, good once within 24 hours: {sign_in_link(settings.load(), reference)}")


def _shown(user: "User") -> dict[str, object]:
    from dataclasses import asdict

    return {name: value for name, value in asdict(user).items() if name != "preferences"}


def _state(user: "User") -> str:
    from zapbot.cli import output

    if user.disabled_at is not None:
        return "disabled"
    return output.moment(user.seen_at) if user.seen_at else "never"
