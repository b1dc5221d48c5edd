"""What `zapbot send` was asked for: whom, when, how; and the submission that describes."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from zapbot.cli.sending.given import Given
from zapbot.errors import UsageError

if TYPE_CHECKING:
    from zapbot.desk.submit import Submission
    from zapbot.settings import Settings

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Order:
    """What to send, to whom, when and how."""

    given: Given
    to: str | None
    number: str
    reply_to: int | None
    at: str | None
    key: str | None
    outside: Literal["refuse", "hold"]
    wait: bool
    timeout: float
    csv: Path | None
    result: Path | None
    dry: bool
    json: bool

    @property
    def many(self) -> bool:
        """Whether it is a table or lines."""
        return self.csv is not None or self.to == STDIN


def split(words: list[str], many: bool) -> tuple[str | None, str | None]:
    """Recipient and text out of the words of a command. Raises UsageError."""
    most = 1 if many else 2
    if len(words) > most:
        raise UsageError(f"put the text in quotes: {' '.join(words[most - 1 :])!r}")
    if many:
        return None, words[0] if words else None
    if not words:
        raise UsageError('whom to? As in zapbot send "+55 31 98555-0103" "Oi", or --csv FILE, or - for JSON lines')
    return words[0], words[1] if len(words) > 1 else None


def check(order: Order) -> None:
    """Raises UsageError for what does not go together."""
    from zapbot.cli.sending import times

    if order.to == STDIN and order.given != Given():
        raise UsageError("- reads whole submissions: leave the message out, or send it with --csv")
    if order.to == STDIN and (order.at or order.reply_to):
        raise UsageError('of JSON lines each says itself when it leaves and what it quotes: "at", "reply_to"')
    if order.many and order.wait:
        raise UsageError("--wait goes with one message: look at many with zapbot status")
    if order.result and not order.many:
        raise UsageError("--result goes with --csv or -: of one message use --json")
    if order.key and order.at and times.is_relative(order.at):
        raise UsageError("with --idempotency-key write --at as a date: a repeat of +2h would mean another moment")
    if order.given.window_template and order.outside == "hold":
        raise UsageError("--window-template holds the message by itself: leave --outside hold out")


def wanted(order: Order, known: "Settings") -> "Submission":
    """The submission that was described; of a table with its placeholders."""
    from zapbot.cli.sending import contents, times
    from zapbot.cli.sending.files import Store
    from zapbot.desk.submit import Submission

    keep = Store(known.data_dir, order.dry)
    content = contents.content(order.given, keep)
    name = order.given.window_template
    outside = contents.opener(order.given, name) if name else order.outside
    at = times.moment(order.at, known.zone, time.time()) if order.at else None
    return Submission(order.to or "", content, order.number, order.reply_to, at, order.key, outside)
