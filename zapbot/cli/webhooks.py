"""`zapbot webhooks`: other systems that are told what happens here."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from zapbot.store.webhooks import Webhook

app = typer.Typer(help="Outgoing webhooks: other systems that are told what happens here.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(metavar="ID", help="A webhook's id, as `webhooks list` shows it.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where events are posted to: https, on port 443 or 8443.")],
    event: Annotated[
        list[str] | None, typer.Option("--event", "-e", help="What to tell, or message.* for a group; all if none.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell another system what happens from now on; prints the secret that signs it.

    Example: zapbot webhooks add https://crm.example/zapbot --event message.received --event "flow.*"
    """
    import time

    from zapbot import app as root
    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.desk import webhooks

    configured = settings.load()
    with store.opened() as db:
        key, allowed = root.key(configured), root.allowed_private(configured)
        webhook, secret = webhooks.add(db, key, url, event or [], allowed, time.time())
    if json:
        output.as_json({**_data(webhook), "secret": secret})
        return
    typer.echo(f"Webhook {webhook.id} is told {_events(webhook)}. It verifies with this secret:\n{secret}")


@app.command("list")
def list_(json: Json = False) -> None:
    """List the webhooks: what each is told and how it is.

    Example: zapbot webhooks list
    """
    from zapbot.cli import output, store
    from zapbot.store import webhooks

    with store.opened() as db:
        found = webhooks.listed(db)
    if json:
        output.as_json([_data(webhook) for webhook in found])
    elif not found:
        typer.echo("No webhooks: zapbot webhooks add https://...")
    else:
        rows = [(one.id, one.url, _events(one), _state(one)) for one in found]
        output.table("Webhooks", ("id", "address", "events", "state"), rows)


@app.command()
def show(id: Id, json: Json = False) -> None:
    """Show one webhook: what it is told, how it is, and how many deliveries stand where.

    Example: zapbot webhooks show 1
    """
    from zapbot.cli import output, store
    from zapbot.store import webhook_deliveries, webhooks

    with store.opened() as db:
        webhook = webhooks.get(db, id)
        counts = webhook_deliveries.counts(db, id)
    if json:
        output.as_json({**_data(webhook), "deliveries": counts})
        return
    typer.echo(f"Webhook {id}: {webhook.url}\n  told {_events(webhook)}\n  {_state(webhook)}")
    typer.echo("  deliveries: " + ", ".join(f"{count} {status}" for status, count in counts.items()))


@app.command()
def test(id: Id, json: Json = False) -> None:
    """Send a `webhook.test` event now; exits with 1 when it is not taken.

    Example: zapbot webhooks test 1
    """
    import asyncio

    from zapbot import app as root
    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.desk import webhooks
    from zapbot.outside.post import Post

    configured = settings.load()
    post = Post(root.allowed_private(configured))

    async def run() -> webhooks.Tried:
        try:
            return await webhooks.test(db, post, root.key(configured), id)
        finally:
            await post.close()

    with store.opened() as db:
        tried = asyncio.run(run())
    posted = tried.posted
    if json:
        output.as_json({"ok": posted.ok, "milliseconds": round(tried.milliseconds, 1), **asdict(posted)})
    else:
        typer.echo(f"{'Taken' if posted.ok else 'NOT taken'}: {_answer(posted.status, posted.error)}")
        typer.echo(f"{tried.milliseconds:.0f} ms\n{posted.head}".rstrip())
    raise typer.Exit(0 if posted.ok else 1)


@app.command()
def deliveries(
    id: Id,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed at least once or gave up.")] = False,
    limit: Annotated[int, typer.Option(help="How many, the newest first.")] = 50,
    json: Json = False,
) -> None:
    """List what a webhook was told, the newest first, with what it answered last.

    Example: zapbot webhooks deliveries 1 --failed
    """
    from zapbot.cli import output, store
    from zapbot.store import webhook_deliveries, webhooks

    with store.opened() as db:
        webhooks.get(db, id)
        found = webhook_deliveries.listed(db, id, failed=failed, limit=limit)
    if json:
        output.as_json([asdict(one) for one in found])
    elif not found:
        typer.echo("No deliveries.")
    else:
        rows = [
            (one.id, output.moment(one.created_at), one.event, one.status, one.attempts, one.code, one.reason)
            for one in found
        ]
        output.table("Deliveries", ("id", "when", "event", "status", "tries", "answer", "reason"), rows)


@app.command()
def delivery(
    id: Annotated[int, typer.Argument(metavar="DELIVERY", help="An id from `webhooks deliveries`.")],
    json: Json = False,
) -> None:
    """Show one delivery: what was sent, and each try with its answer.

    Example: zapbot webhooks delivery 42
    """
    from zapbot.cli import output, store
    from zapbot.store import webhook_deliveries

    with store.opened() as db:
        found, tries = webhook_deliveries.get(db, id), webhook_deliveries.tries(db, id)
    if json:
        output.as_json({**asdict(found), "tries": [asdict(one) for one in tries]})
        return
    typer.echo(f"{found.token}  {found.event}  {found.status}\n\n{found.payload}\n")
    for one in tries:
        typer.echo(
            f"{output.moment(one.at)}  {_answer(one.code, one.error)}  {one.milliseconds:.0f} ms  {one.body_head}"
        )


@app.command()
def redeliver(
    id: Annotated[int, typer.Argument(metavar="ID", help="A delivery's id; with --failed a webhook's.")],
    failed: Annotated[bool, typer.Option("--failed", help="Everything of a webhook that gave up.")] = False,
) -> None:
    """Send a delivery once more, under the same webhook-id, whatever became of it.

    Example: zapbot webhooks redeliver 42
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import webhooks

    with store.opened() as db:
        if failed:
            count = webhooks.redeliver_failed(db, id, time.time())
        else:
            webhooks.redeliver(db, id, time.time())
            count = 1
    _nudge()
    typer.echo(f"{count} queued again.")


@app.command()
def secret(id: Id) -> None:
    """Print the secrets that sign now, the newest first.

    Example: zapbot webhooks secret 1
    """
    import time

    from zapbot import app as root
    from zapbot import settings
    from zapbot.cli import store
    from zapbot.desk import webhook_secrets
    from zapbot.store import webhooks

    with store.opened() as db:
        known = webhook_secrets.known(root.key(settings.load()), webhooks.get(db, id), time.time())
    typer.echo("\n".join(known))


@app.command()
def rotate(id: Id) -> None:
    """Make a new secret and print it; for a day the old one signs too.

    Example: zapbot webhooks rotate 1
    """
    import time

    from zapbot import app as root
    from zapbot import settings
    from zapbot.cli import store
    from zapbot.desk import webhook_secrets

    with store.opened() as db:
        typer.echo(webhook_secrets.rotate(db, root.key(settings.load()), id, time.time()))


@app.command()
def disable(id: Id) -> None:
    """Tell a webhook nothing more, until it is enabled again.

    Example: zapbot webhooks disable 1
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import webhooks

    with store.opened() as db:
        webhooks.disable(db, id, "it was switched off", time.time())
    typer.echo(f"Webhook {id} is told nothing more.")


@app.command()
def enable(id: Id) -> None:
    """Tell a webhook again what happens from now on, and what waited; also ends a pause.

    Example: zapbot webhooks enable 1
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import webhooks

    with store.opened() as db:
        webhooks.enable(db, id, time.time())
    _nudge()
    typer.echo(f"Webhook {id} is told what happens from now on.")


@app.command()
def remove(id: Id, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Forget a webhook, its secrets, and what it was still to be told.

    Example: zapbot webhooks remove 1 --yes
    """
    import time

    from zapbot.cli import store
    from zapbot.desk import webhooks

    if not yes:
        typer.confirm(f"Forget webhook {id} with all its deliveries?", abort=True)
    with store.opened() as db:
        webhooks.remove(db, id, time.time())
    typer.echo(f"Webhook {id} is forgotten.")


def _nudge() -> None:
    from zapbot import settings
    from zapbot.worker.queue import Queue

    Queue(settings.load().data_dir).nudge("webhooks")


def _data(webhook: "Webhook") -> dict[str, Any]:
    """A webhook without its secrets."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "status": webhook.status,
        "reason": webhook.reason,
        "failures": webhook.failures,
        "paused_until": webhook.paused_until,
        "created_at": webhook.created_at,
    }


def _events(webhook: "Webhook") -> str:
    return ", ".join(webhook.events) or "everything"


def _state(webhook: "Webhook") -> str:
    from zapbot.cli import output

    if webhook.status == "disabled":
        return f"DISABLED: {webhook.reason}"
    if webhook.paused_until:
        return f"paused until {output.moment(webhook.paused_until)}: {webhook.reason}"
    return f"active, {webhook.failures} failures in a row" if webhook.failures else "active"


def _answer(status: int | None, error: str | None) -> str:
    return f"HTTP {status}" if status else str(error)
