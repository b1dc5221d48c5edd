"""`zapbot trace`: why the bot did, or did not do, something."""

import time
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zapbot.cli.output import Json
from zapbot.cli.since import Since

if TYPE_CHECKING:
    from zapbot.desk.timeline import Timeline
    from zapbot.store.trace import Decision, Said

Whom = Annotated[str, typer.Argument(metavar="PHONE|CONVERSATION", help="A phone number, or a conversation's id.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(trace)


def trace(whom: Whom, since: Since = "7d", json: Json = False) -> None:
    """Show what a customer sent, what the bot decided and why, what was said, and why it was silent.

    Example: zapbot trace "+55 11 98765-4321" --since 12h
    """
    from zapbot import settings
    from zapbot.cli import output, store
    from zapbot.cli.since import moment
    from zapbot.desk import history
    from zapbot.desk.timeline import timeline

    zone, now = settings.load().zone, time.time()
    start = moment(since, now, zone)
    with store.opened() as db:
        contact, conversation = history.whom(db, whom, now)
        found = timeline(db, contact, start, conversation)
    if json:
        output.as_json(_data(found))
        return
    typer.echo(_headline(found, zone))
    if not found.entries:
        typer.echo(f"Nothing since {since}: zapbot trace {whom} --since 365d")
    _print(found, zone)


def _print(found: "Timeline", zone: tzinfo) -> None:
    from zapbot.store.trace import Said

    name = (found.contact.name or "customer").split()[0]
    day = ""
    for entry in found.entries:
        at = datetime.fromtimestamp(entry.at, zone)
        if f"{at:%d/%m/%Y}" != day:
            day = f"{at:%d/%m/%Y}"
            typer.echo(f"\n{day}")
        line = _said(entry, name) if isinstance(entry, Said) else _decided(entry)
        for text in line.splitlines():
            typer.echo(f"  {at:%H:%M:%S}  {text}")


def _headline(found: "Timeline", zone: tzinfo) -> str:
    from zapbot import phone

    contact, standing = found.contact, found.standing
    who = contact.name or "no name"
    number = f", {phone.pretty(contact.phone)}" if contact.phone else ""
    if found.owner == "person":
        return f"{who}{number}: with people{f' ({found.team})' if found.team else ''}"
    if standing is None:
        return f"{who}{number}: with the bot, in no flow"
    until = f" until {datetime.fromtimestamp(standing.wake_at, zone):%d/%m/%Y %H:%M:%S}" if standing.wake_at else ""
    return f"{who}{number}: in {standing.flow} {standing.version}, at {standing.node or 'its template'}{until}"


def _said(said: "Said", name: str) -> str:
    """A message, by whom, and what became of it when that is no success."""
    who = (
        name
        if said.direction == "in"
        else "note"
        if said.direction == "note"
        else "bot"
        if said.origin == "flow"
        else said.origin
    )
    text = said.text or f"({said.kind})"
    text = f"[{text}]" if said.kind == "option" else text
    trouble = {"failed": "failed", "dead": "gave up", "canceled": "canceled"}.get(said.status)
    why = f"  ({trouble}: {said.reason or 'no reason given'})" if trouble else ""
    return f"{who:<8}  {text}{why}".replace("\n", f"\n{'':<10}")


def _decided(decision: "Decision") -> str:
    """A decision: flow and version, node, what it led to and by which rule, the variables it changed."""
    if decision.kind == "silence":
        about = "" if decision.message_id else f"{decision.input}: "
        return f"{'':<8}  · silent: {about}{decision.rule}"
    place = f"{decision.flow} {decision.version} › {decision.node or decision.kind}"
    result = decision.result or decision.kind
    rule = f" ({decision.rule})" if decision.rule and decision.rule != "else" else ""
    return f"{'':<8}  · {place}: {result}{rule}{_changes(decision.changes)}"


def _changes(changes: dict[str, Any]) -> str:
    from zapbot.flow import template

    return "".join(f"; {name} = {template.show(value)}" for name, value in changes.items())


def _data(found: "Timeline") -> dict[str, Any]:
    from dataclasses import asdict

    import msgspec

    from zapbot.store.trace import Said

    return {
        "contact": msgspec.to_builtins(found.contact),
        "owner": found.owner,
        "team": found.team,
        "standing": asdict(found.standing) if found.standing else None,
        "entries": [
            {"what": "said" if isinstance(entry, Said) else "decided", **asdict(entry)} for entry in found.entries
        ],
    }
