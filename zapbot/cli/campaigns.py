"""`zapbot campaigns`: one template to many people, each once."""

from pathlib import Path
from typing import Annotated, Any

import typer

from zapbot.cli import campaigns_create
from zapbot.cli.output import Json

app = typer.Typer(help="Campaigns: one template to many people, each once.", no_args_is_help=True)
app.command()(campaigns_create.create)

Name = Annotated[str, typer.Argument(help="The campaign's name.")]
Watch = Annotated[bool, typer.Option("--watch", help="Stay and show how it goes on, until it rests.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write every recipient to this file.")]
Limit = Annotated[int, typer.Option(help="How many, the newest first.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it: some of them may get the message twice.")]


@app.command("list")
def list_(limit: Limit = 50, json: Json = False) -> None:
    """List campaigns, the newest first.

    Example: zapbot campaigns list
    """
    from zapbot.cli import campaign_lines, output, store
    from zapbot.store import campaign_report, campaigns

    with store.opened() as db:
        reports = [campaign_report.report(db, campaign.id) for campaign in campaigns.listed(db, limit)]
    if json:
        output.as_json([campaign_lines.data(report) for report in reports])
        return
    columns = ("name", "status", "template", "people", "sent", "read", "failed", "skipped", "created", "why")
    rows = [campaign_lines.row(report) for report in reports]
    output.table("Campaigns", columns, rows) if rows else typer.echo("No campaigns.")


@app.command()
def preview(name: Name, json: Json = False) -> None:
    """Show what is left to send of a campaign: how many, who would be skipped now, how long, the first message.

    Example: zapbot campaigns preview natal
    """
    import time

    from zapbot import settings
    from zapbot.cli import campaign_lines, store
    from zapbot.desk import campaign_left
    from zapbot.store import campaigns

    with store.opened() as db:
        campaign = campaigns.named(db, name)
        count = campaign_left.left(db, campaign, time.time())
        campaign_lines.show_count(db, count, campaign.rate, campaign.category, settings.load(), json)


@app.command()
def start(name: Name, watch: Watch = False) -> None:
    """Begin to send a campaign. A worker must be running.

    Example: zapbot campaigns start natal --watch
    """
    _change(name, "start", "started")
    if watch:
        _watch(name)


@app.command()
def pause(name: Name) -> None:
    """Send nothing more of it until it is resumed; what is on its way goes on.

    Example: zapbot campaigns pause natal
    """
    _change(name, "pause", "paused")


@app.command()
def resume(name: Name, watch: Watch = False) -> None:
    """Go on with a campaign that is paused, by a person or by itself. What is in doubt is not repeated.

    Example: zapbot campaigns resume natal
    """
    _change(name, "resume", "resumed")
    if watch:
        _watch(name)


@app.command()
def stop(name: Name) -> None:
    """End a campaign for good: who did not get it gets nothing.

    Example: zapbot campaigns stop natal
    """
    _change(name, "stop", "stopped")


@app.command("retry-unknown")
def retry_unknown(name: Name, yes: Yes = False) -> None:
    """Send again what nobody knows the outcome of: the connection broke, and WhatsApp told nothing since.

    Example: zapbot campaigns retry-unknown natal --yes
    """
    from zapbot.cli import store
    from zapbot.errors import UsageError
    from zapbot.store import campaign_report, campaigns

    with store.opened() as db:
        unknown = campaign_report.report(db, campaigns.named(db, name).id).unknown
    if not unknown:
        typer.echo("Nothing is in doubt.")
        return
    if not yes:
        raise UsageError(
            f"{unknown} messages may or may not have arrived; sent again, some people may get it twice. "
            "If that is better than not at all, give --yes"
        )
    count = _change(name, "retry_unknown", None)
    typer.echo(f"{count} queued again.")


@app.command()
def report(name: Name, csv: Csv = None, watch: Watch = False, json: Json = False) -> None:
    """Show what became of a campaign: sent, delivered, read, failed and why, answered.

    Example: zapbot campaigns report natal --csv natal.csv
    """
    from zapbot import settings
    from zapbot.cli import campaign_lines, campaign_progress, output, store
    from zapbot.desk import campaign_export
    from zapbot.store import campaign_report, campaigns

    if watch:
        _watch(name)
    with store.opened() as db:
        found = campaign_report.report(db, campaigns.named(db, name).id)
        if csv:
            with campaign_progress.bar("recipients", found.total) as advance:
                campaign_export.write(db, found.campaign.id, csv, settings.load().zone, advance)
    output.as_json(campaign_lines.data(found)) if json else campaign_lines.show(found)


def _change(name: str, verb: str, done: str | None) -> Any:
    """Do something to a campaign and wake the worker."""
    import time

    from zapbot import settings
    from zapbot.cli import store
    from zapbot.desk import campaigns as control
    from zapbot.store import campaigns
    from zapbot.worker.queue import Queue

    with store.opened() as db:
        result = getattr(control, verb)(db, campaigns.named(db, name).id, time.time())
    queue = Queue(settings.load().data_dir)
    queue.nudge("campaigns")
    queue.nudge("deliver")
    if done:
        typer.echo(f"{name} {done}.")
    return result


def _watch(name: str) -> None:
    from zapbot.cli import campaign_progress, store
    from zapbot.store import campaigns

    with store.opened() as db:
        campaign_progress.watch(db, campaigns.named(db, name).id)
