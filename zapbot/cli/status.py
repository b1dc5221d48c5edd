"""`zapbot status`."""

import typer

from zapbot.cli.output import Json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(json: Json = False) -> None:
    """Show what waits, what was sent and what failed.

    Example: zapbot status --json
    """
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk.settle import STOPPED
    from zapbot.store import flows, journal, migrations, settings, stats

    with store.opened() as db:
        counts = stats.snapshot(db)
        counts["flows"] = [asdict(flow) for flow in flows.overview(db)]
        counts["schema"] = migrations.latest()
        counts["number"] = {"stopped": settings.get(db, STOPPED)}
        counts["duplicates"] = journal.count(db, "message.duplicate")
    if json:
        output.as_json(counts)
        return
    events, out = counts["events"], counts["messages"]["out"]
    rows = [(f"webhooks {name}", number) for name, number in events.items()]
    rows += [("messages in", counts["messages"]["in"])]
    rows += [(f"messages out, {name}", number) for name, number in out.items() if number]
    rows += [("conversations waiting for people", counts["conversations"]["waiting_for_people"])]
    rows += [("sent twice", counts["duplicates"])]
    output.table("zapbot", ("what", "how many"), rows)
    if counts["number"]["stopped"]:
        stopped = counts["number"]["stopped"]
        typer.echo(
            f"\nThe number is STOPPED since {output.moment(stopped['at'])}: {stopped['reason']} "
            f"(code {stopped['code']}). Messages wait; it is tried again every minute."
        )
    if out["dead"] or events["dead"] or counts["calls"]["dead"]:
        typer.echo("\nThere are dead letters: zapbot dead list")
