"""`zapbot costs`."""

from typing import TYPE_CHECKING, Annotated

import typer

from zapbot.cli.output import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zapbot.desk.prices import Cost

Month = Annotated[str, typer.Option(help="A month such as 2026-11; this one when none is given.")]
Conversation = Annotated[int | None, typer.Option(help="The id of one conversation, instead of a month.")]
Number = Annotated[str, typer.Option(help="The id of one of the business's numbers, instead of all.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(costs)


def costs(month: Month = "", conversation: Conversation = None, number: Number = "", json: Json = False) -> None:
    """Show what messages cost, by category, as WhatsApp charges them.

    Example: zapbot costs --month 2026-11
    """
    import time

    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.desk import prices
    from zapbot.store import charges, conversations

    configured = settings.load()
    priced = prices.parse(configured.prices)
    month = _month(month, time.time(), configured.timezone)
    with store.opened() as db:
        if conversation is not None:
            conversations.get(db, conversation)
            counts = charges.of_conversation(db, conversation)
        else:
            counts = charges.of_month(db, month, number)
    found = prices.costs(counts, priced)
    if json:
        about = {"conversation": conversation} if conversation is not None else {"month": month}
        total = prices.total(found)
        rows = [
            {"category": c.category, "charged": c.charged, "free": c.free, "amount": _plain(c.amount)} for c in found
        ]
        output.as_json({**about, "currency": configured.currency, "categories": rows, "total": _plain(total)})
        return
    _show(
        f"Conversation {conversation}" if conversation is not None else f"Costs of {month}", found, configured.currency
    )


def _show(title: str, found: "Sequence[Cost]", currency: str) -> None:
    from zapbot.cli import output
    from zapbot.desk import prices

    if not found:
        typer.echo(f"{title}: no message was charged yet.")
        return
    rows = [(cost.category, cost.charged, cost.free, prices.money(cost.amount, currency)) for cost in found]
    total = prices.total(found)
    totals = ("total", sum(c.charged for c in found), sum(c.free for c in found), prices.money(total, currency))
    output.table(title, ("category", "charged", "free", "cost"), [*rows, totals])
    if total is None:
        typer.echo("\nSome prices are not known: set ZAPBOT_PRICES, such as marketing=0.3217,utility=0.0350")


def _plain(amount: object) -> str | None:
    return None if amount is None else str(amount)


def _month(text: str, now: float, timezone: str) -> str:
    """The month meant. Raises UsageError."""
    import re
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from zapbot.errors import UsageError

    if not text:
        return datetime.fromtimestamp(now, ZoneInfo(timezone)).strftime("%Y-%m")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise UsageError(f"--month {text!r} is no month: write it like 2026-11")
    return text
