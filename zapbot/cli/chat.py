"""The terminal chat of `zapbot flows sim`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import typer

from zapbot import settings
from zapbot.flow import durations
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Call, Effect, Say, SetField, Tag, Transfer
from zapbot.flow.events import Input
from zapbot.flow.scene import Person
from zapbot.flow.sim import Moment, Sim
from zapbot.model import Buttons, Location, Menu, summary

PROMPT = "> "


def talk(flows: Sequence[Flow], name: str, trace: bool) -> None:
    """Read lines until the end of input or `:quit`, print what the bot does."""
    now = datetime.now(settings.load().zone)
    sim = Sim(flows, now, Person(name, "5511987654321"))
    typer.echo(f"{len(flows)} flows, {now:%d/%m/%Y %H:%M}. :tap OPTION, :after 30m, :quit")
    for line in _lines():
        try:
            moments = _obey(sim, line)
        except ValueError as error:
            typer.echo(f"  ! {error}")
            continue
        for moment in moments:
            _show(moment, trace)
        if sim.state and not sim.state.active:
            typer.echo(f"  — {sim.state.flow}: {sim.state.status}")


def _lines() -> Iterator[str]:
    while True:
        try:
            line = input(PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line == ":quit":
            return
        if line:
            yield line


def _obey(sim: Sim, line: str) -> list[Moment]:
    if line.startswith(":after "):
        return sim.after(durations.seconds(line.removeprefix(":after ")))
    if line.startswith(":tap "):
        return sim.tap(line.removeprefix(":tap ").strip())
    if line.startswith(":"):
        raise ValueError("there are :tap OPTION, :after 30m and :quit")
    return sim.say(Input(line))


def _show(moment: Moment, trace: bool) -> None:
    for effect in moment.effects:
        for line in _words(effect).splitlines():
            typer.echo(f"  {moment.at:%H:%M}  {line}")
    if moment.reason:
        typer.echo(f"  ({moment.reason})")
    for step in moment.trace if trace else ():
        typer.echo(f"      {step.node or ''} {step.kind} {step.rule} {step.result} {step.changes or ''}".rstrip())


def _words(effect: Effect) -> str:
    match effect:
        case Say(Buttons(text, options)):
            return f"bot  {text}\n     " + "  ".join(f"[{o.title}]" for o in options)
        case Say(Menu(text, button, options)):
            return f"bot  {text}\n     ({button}) " + "  ".join(f"[{o.title}]" for o in options)
        case Say(Location(latitude, longitude, name)):
            return f"bot  📍 {name or ''} {latitude}, {longitude}"
        case Say(content):
            return f"bot  {summary(content)}"
        case Tag(add, remove):
            return "tag  " + " ".join([*(f"+{t}" for t in add), *(f"-{t}" for t in remove)])
        case SetField(name, value):
            return f"set  contact.{name} = {value}"
        case Call(kind=kind, request=request):
            return f"call {kind}: {request.get('url') or request.get('prompt')}"
        case Transfer(to, note, queued, reason):
            place = " (queue)" if queued else ""
            return f"→    {to or 'a person'}{place}: {note or reason}"
