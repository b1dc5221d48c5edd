"""`zapbot tokens`: what programs show to use the API."""

from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from zapbot.store.api_tokens import ApiToken

app = typer.Typer(help="API tokens of programs: made, listed, ended.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Which program has it.")]
Scopes = Annotated[
    list[str],
    typer.Option(
        "--scope",
        help="What it may do; again for more: read, messages:write, contacts:write, flows:start, campaigns:write, "
        "templates:write, media:write, webhooks:write, admin (all).",
    ),
]
Expires = Annotated[str | None, typer.Option(help="After which time it ends, such as 90d or 12h; by default never.")]


@app.command()
def add(name: Name, scope: Scopes, expires: Expires = None, json: Json = False) -> None:
    """Make a token; it is shown only now.

    Example: zapbot tokens add crm --scope read --scope messages:write --expires 90d
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk import tokens

    now = time.time()
    ends = now + _seconds(expires) if expires else None
    with store.opened() as db:
        made = tokens.add(db, name, tuple(scope), "cli", now, ends)
    output.as_json(asdict(made)) if json else typer.echo(f"Token {made.id}, shown only now:\n{made.token}")


@app.command("list")
def list_(json: Json = False) -> None:
    """List tokens, the newest first, with what they may do and when they were last used.

    Example: zapbot tokens list
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.store import api_tokens

    with store.opened() as db:
        tokens = api_tokens.listed(db)
    if json:
        output.as_json([asdict(token) for token in tokens])
        return
    rows = [(token.id, token.name, ", ".join(token.scopes), _state(token), _used(token)) for token in tokens]
    output.table("API tokens", ("id", "name", "scopes", "ends", "last used"), rows)


@app.command()
def revoke(id: Annotated[str, typer.Argument(help="An id from `tokens list`.")]) -> None:
    """End a token at once.

    Example: zapbot tokens revoke ab12cd34
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import tokens

    with store.opened() as db:
        tokens.revoke(db, id, "cli", time.time())
    typer.echo(f"The token {id} has ended.")


def _seconds(text: str) -> int:
    """A length of time. Raises UsageError."""
    from zapbot.errors import UsageError
    from zapbot.flow import durations

    try:
        return durations.seconds(text)
    except ValueError:
        raise UsageError(f"--expires {text!r} is not a length of time: write 90d or 12h") from None


def _state(token: "ApiToken") -> str:
    from zapbot.cli import output

    if token.revoked_at is not None:
        return "revoked"
    return output.moment(token.expires_at) if token.expires_at else "never"


def _used(token: "ApiToken") -> str:
    from zapbot.cli import output

    return output.moment(token.seen_at) if token.seen_at else "never"
