"""One thing that really happened, as the steps that make it happen in a test."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from zapbot.flow import durations
from zapbot.flow.effects import Say
from zapbot.flow.nodes.wait import MEDIA
from zapbot.flow.past import Began, Sent, TakenOver
from zapbot.flow.recording.masking import Mask
from zapbot.flow.replay import Exchange
from zapbot.flow.testing.acting import Stage

Step = dict[str, Any]

AN_AGENT = "Olá! Aqui é do atendimento."
"""Stands for whatever a person of the business wrote: the bot does not read it."""
SHORT_PAUSE = 60
"""A pause below so many seconds is left out: it changes nothing, and the test reads better."""
_NAMES = ("nome", "name")


class CannotTellError(Exception):
    """A test has no words for it; the message says what."""


def acts(stage: Stage, mask: Mask, exchange: Exchange, pause: float) -> Iterator[Step]:
    """The steps, after the pause there was. Raises CannotTellError."""
    cause = exchange.cause
    if cause is None:
        yield from _until_it_wakes(stage, exchange)
        return
    if pause >= SHORT_PAUSE:
        yield {"after": durations.spell(int(pause))}
    match cause:
        case Sent():
            _still_with_the_bot(stage, cause)
            yield _sent(stage, mask, cause, _saved_as_name(exchange))
        case Began(kind="webhook", name=name, vars=brought):
            yield {"webhook": name, "body": mask.data(brought)}
        case Began(name=name):
            yield {"schedule": name}
        case TakenOver(phone=phone):
            yield {"echo" if phone else "agent": AN_AGENT}


def _until_it_wakes(stage: Stage, exchange: Exchange) -> Iterator[Step]:
    """Time passes until the timer goes off; if the bot then says something, not a second earlier."""
    wake_at = stage.sim.state.wake_at if stage.sim.state else None
    if wake_at is None:
        raise CannotTellError("a timer went off that the masked conversation does not have")
    seconds = max(1, ceil(wake_at - stage.sim.now.timestamp()))
    if seconds > 1 and any(isinstance(effect, Say) for moment in exchange.stored for effect in moment.effects):
        yield {"after": durations.spell(seconds - 1)}
        yield {"silence": True}
        seconds = 1
    yield {"after": durations.spell(seconds)}


def _still_with_the_bot(stage: Stage, sent: Sent) -> None:
    if stage.sim.with_people and sent.with_people is False:
        raise CannotTellError("the conversation was given back to the bot, which a test cannot do")
    if stage.sim.with_people or sent.with_people:
        raise CannotTellError("people had the conversation from here on")


def _saved_as_name(exchange: Exchange) -> bool:
    """Whether the flow took what was written for a name."""
    changed = {name for moment in exchange.stored for trace in moment.trace for name in trace.changes}
    return any(part in name.lower() for name in changed for part in _NAMES)


def _sent(stage: Stage, mask: Mask, sent: Sent, is_name: bool) -> Step:
    given = sent.input
    if given.option is not None and given.option in stage.shown:
        title = stage.shown[given.option]
        alone = list(stage.shown.values()).count(title) == 1
        return {"tap": title if alone else given.option}
    text = mask.as_name(given.text) if is_name else mask.text(given.text)
    if given.kind in MEDIA:
        return {"media": given.kind} | ({"caption": text} if text else {})
    if not text.strip():
        raise CannotTellError(f"a message of kind {given.kind} came, for which tests have no step")
    return {"user": text}
