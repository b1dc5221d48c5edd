"""`zapbot status`."""

from typing import Any

import typer

from zapbot.cli.output import Json

NOTICE_SECONDS = 7 * 24 * 3600.0
"""How long what WhatsApp warned of is shown."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(json: Json = False) -> None:
    """Show what waits, what was sent and what failed.

    Example: zapbot status --json
    """
    import time
    from dataclasses import asdict

    from zapbot.cli import output, store
    from zapbot.desk.settle import stopped
    from zapbot.store import flows, journal, migrations, numbers, stats

    with store.opened() as db:
        counts = stats.snapshot(db)
        counts["flows"] = [asdict(flow) for flow in flows.overview(db)]
        counts["schema"] = migrations.latest()
        counts["numbers"] = {
            number.id: {"stopped": stopped(db, number.id), **asdict(number)} for number in numbers.listed(db)
        }
        counts["notices"] = [asdict(told) for told in numbers.severe_since(db, time.time() - NOTICE_SECONDS)]
        counts["duplicates"] = journal.count(db, "message.duplicate")
    if json:
        output.as_json(counts)
        return
    events, out = counts["events"], counts["messages"]["out"]
    rows = [(f"webhooks {name}", number) for name, number in events.items()]
    rows += [("messages in", counts["messages"]["in"])]
    rows += [(f"messages out, {name}", number) for name, number in out.items() if number]
    rows += [(f"files {name}", number) for name, number in counts["media"].items() if number]
    rows += [("conversations waiting for people", counts["conversations"]["waiting_for_people"])]
    rows += [("sent twice", counts["duplicates"])]
    output.table("zapbot", ("what", "how many"), rows)
    _show_health(counts)
    for number, about in counts["numbers"].items():
        if about["stopped"]:
            why = about["stopped"]
            typer.echo(
                f"\nThe number {number} is STOPPED since {output.moment(why['at'])}: {why['reason']} "
                f"(code {why['code']}). Messages wait; it is tried again every minute."
            )
    if any(counts[kind]["dead"] for kind in ("events", "calls", "media", "webhooks", "blocks")) or out["dead"]:
        typer.echo("\nThere are dead letters: zapbot dead list")


def _show_health(counts: dict[str, Any]) -> None:
    """How the numbers stand with WhatsApp, and what it warned of lately."""
    from zapbot.cli import output

    columns = ("number", "id", "name", "quality", "new people a day", "status")
    rows = [
        (about["display"], id, about["name"], about["quality"], _limit(about["limit"]), about["status"])
        for id, about in counts["numbers"].items()
    ]
    if rows:
        typer.echo("")
        output.table("Numbers", columns, rows)
    for told in counts["notices"]:
        whose = f" about {told['number']}" if told["number"] else ""
        detail = f": {told['detail']}" if told["detail"] else ""
        typer.echo(f"\nWhatsApp said on {output.moment(told['at'])}{whose}: {told['event']}{detail}")


def _limit(people: int | None) -> str:
    """A messaging limit in words."""
    if people is None:
        return "unknown"
    return "without limit" if people < 0 else f"{people:,}".replace(",", ".")
