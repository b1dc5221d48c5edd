"""How campaigns are printed."""

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlite_utils import Database

    from zapbot.desk.campaign_count import Count
    from zapbot.settings import Settings
    from zapbot.store.campaign_report import Report


def row(report: "Report") -> tuple[Any, ...]:
    """A campaign as a line of the list."""
    from zapbot.cli import output

    about, counts = report.campaign, (report.total, report.sent, report.read, report.failed, report.skipped)
    return about.name, about.status, about.template, *counts, output.moment(about.created_at), about.reason


def data(report: "Report") -> dict[str, Any]:
    """A report for programs."""
    from dataclasses import asdict

    shares = {
        "delivered_percent": report.share(report.delivered),
        "read_percent": report.share(report.read),
        "replied_percent": report.share(report.replied),
        "failed_percent": report.share(report.failed, report.sent + report.failed),
    }
    return {**asdict(report), **shares, "settled": report.settled, "seconds": report.seconds}


def show(report: "Report") -> None:
    """A report for people."""
    from zapbot.cli import output
    from zapbot.flow.durations import spell

    about = report.campaign
    typer.echo(f"{about.name}: {about.status}" + (f" ({about.reason})" if about.reason else ""))
    if report.seconds is not None:
        typer.echo(f"took {spell(report.seconds)}, {report.sent / max(report.seconds, 0.001):.1f} messages/s")
    output.table("", ("what", "how many", "%"), _rows(report))
    if report.failures:
        failures = [(found.code, found.count, found.reason) for found in report.failures]
        output.table("Failed", ("code", "how many", "what WhatsApp says"), failures)
    if report.skips:
        output.table("Skipped", ("how many", "why"), [(found.count, found.reason) for found in report.skips])
    if report.unknown:
        typer.echo(f"{report.unknown} in doubt: statuses may still tell, else zapbot campaigns retry-unknown")


def show_count(
    db: "Database",
    count: "Count",
    rate: float,
    category: str | None,
    configured: "Settings",
    json: bool,
    id: int | None = None,
) -> None:
    """What a list holds, what it would cost and how long it would take, and its first message as a customer sees it."""
    from zapbot.cli import output
    from zapbot.desk import prices
    from zapbot.flow.durations import spell

    cost, seconds = estimate(count, category, configured), count.will_be_sent / rate
    if json:
        about = {"id": id, "category": category, "seconds": round(seconds, 1), "cost": cost}
        output.as_json(about | count_data(count))
        return
    rows: list[tuple[str, Any]] = [("messages to send", count.will_be_sent), ("lines without a message", count.invalid)]
    rows += [("same person again", count.duplicates), ("opted out, will be skipped", count.opted_out)]
    rows += [("blocked, will be skipped", count.blocked)]
    rows += [("wrote in the last 24 hours", count.in_window), ("takes at least", spell(max(1, seconds)))]
    rows += [] if cost is None else [("costs about", prices.money(cost, configured.currency))]
    output.table("", ("what", "how many"), rows)
    for line, reason in count.wrong:
        typer.echo(f"  line {line}: {reason}")
    _draw(db, count)


def count_data(count: "Count") -> dict[str, Any]:
    """A count for programs."""
    import msgspec

    wrong = [{"line": line, "reason": reason} for line, reason in count.wrong]
    return {
        "valid": count.valid,
        "invalid": count.invalid,
        "duplicates": count.duplicates,
        "opted_out": count.opted_out,
        "blocked": count.blocked,
        "in_window": count.in_window,
        "wrong": wrong,
        "first": msgspec.to_builtins(count.first) if count.first else None,
    }


def estimate(count: "Count", category: str | None, configured: "Settings") -> "Decimal | None":
    """What it costs at the prices that are set; None when they are not."""
    from zapbot.desk import campaign_estimate, prices

    return campaign_estimate.cost(count, category, prices.parse(configured.prices))


def _rows(report: "Report") -> list[tuple[Any, ...]]:
    tried = report.sent + report.failed
    return [
        ("people", report.total, ""),
        ("waiting", report.waiting, ""),
        ("on their way", report.queued, ""),
        ("sent", report.sent, ""),
        ("delivered", report.delivered, report.share(report.delivered)),
        ("read", report.read, report.share(report.read)),
        ("replied within 72 h", report.replied, report.share(report.replied)),
        ("failed", report.failed, report.share(report.failed, tried)),
        ("in doubt", report.unknown, ""),
        ("canceled", report.canceled, ""),
        ("skipped", report.skipped, ""),
    ]


def _draw(db: "Database", count: "Count") -> None:
    """The first message in the shape of the phone; of a template never read from Meta, its values."""
    from zapbot.cli import template_panel
    from zapbot.store import templates
    from zapbot.templates import language

    first = count.first
    if first is None:
        return
    copy = templates.get(db, first.name, language(first.language))
    if copy is not None and copy.definition is not None:
        template_panel.phone(copy.definition, first)
        return
    values = first.params.values() if isinstance(first.params, dict) else first.params
    typer.echo(f"First message: {first.name} ({first.language}) " + ", ".join(map(str, values)))
