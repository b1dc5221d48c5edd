"""One conversation on two sets of flows, in two columns: what `flows replay --show` prints."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.flow.past import Happening
    from zapbot.flow.replay import Exchange, World
    from zapbot.flow.sim import Moment

STOPS = "Comparing stops here: what the customer would have answered to other words nobody knows."


def show(db: "Database", world: "World", named: str, since: float, json: bool) -> None:
    """Print a conversation up to and including the first difference. Raises NotFoundError."""
    from zapbot.cli import output
    from zapbot.desk import history
    from zapbot.flow import replay

    now = time.time()
    past = history.past(db, history.conversation(db, named, now), since, now)
    exchanges = list(replay.play(past, world))
    last = exchanges[-1] if exchanges else None
    if json:
        output.as_json({"conversation": past.id, "exchanges": [_data(exchange) for exchange in exchanges]})
        return
    title = f"Conversation {past.id}, {past.person.name or 'no name'}"
    _table(title, [row for exchange in exchanges if (row := _row(exchange))])
    if last and last.difference:
        typer.echo(f"\n≠ {last.difference.flow} › {last.difference.node}: {_sides(last)}\n{STOPS}")
    elif last and last.stopped:
        typer.echo(f"\nThe same so far. Comparing stops here: {last.stopped}.")
    else:
        typer.echo("\nThe same from beginning to end.")


def _row(exchange: "Exchange") -> tuple[str, ...] | None:
    """Time, what happened, and both sides; nothing where a timer passed and nobody noticed."""
    stored, changed = _said(exchange.stored), _said(exchange.changed)
    if exchange.cause is None and not stored and not changed and not exchange.stopped:
        return None
    mark = "≠ " if exchange.difference else "  "
    return f"{mark}{exchange.at:%d/%m %H:%M:%S}", _cause(exchange.cause), stored, changed


def _cause(cause: "Happening | None") -> str:
    """What happened, in a few words."""
    from zapbot.flow.past import Began, Sent, TakenOver

    match cause:
        case Sent(_, given):
            said = given.text or f"({given.kind})"
            return f"[{said}]" if given.option else said
        case Began(kind=kind, name=name):
            return f"({kind} {name})"
        case TakenOver(phone=phone):
            return "(a person writes from the phone)" if phone else "(a person writes)"
    return "(time passes)"


def _said(moments: Sequence["Moment"]) -> str:
    """What the bot did, a line each; or why it did nothing."""
    from zapbot.flow import deeds

    done = [str(deed) for deed in deeds.deeds(deeds.effects(moments))]
    return "\n".join(done or [f"({moment.reason})" for moment in moments if moment.reason])


def _sides(exchange: "Exchange") -> str:
    difference = exchange.difference
    assert difference is not None
    return f"{difference.stored or 'nothing'} → {difference.changed or 'nothing'}"


def _data(exchange: "Exchange") -> dict[str, Any]:
    return {
        "at": exchange.at.isoformat(),
        "cause": _cause(exchange.cause),
        "stored": _said(exchange.stored),
        "changed": _said(exchange.changed),
        "differs": exchange.difference is not None,
        "stopped": exchange.stopped or (STOPS if exchange.difference else ""),
    }


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Like every table, but what differs stands out on a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title, title_justify="left", header_style="bold", box=None, pad_edge=False, padding=(0, 2, 1, 0)
    )
    for name, share in (("time", None), ("customer", 2), ("active flows", 3), ("changed files", 3)):
        table.add_column(name, overflow="fold", ratio=share, no_wrap=share is None)
    for row in rows:
        style = "bold red" if row[0].startswith("≠") else ""
        table.add_row(*(Text(cell, style=style) for cell in row))
    Console(soft_wrap=False).print(table)
