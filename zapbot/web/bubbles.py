"""Messages made ready to be shown: how each is drawn, its tick and its time, what stands above it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from heapq import merge
from typing import Any

from zapbot.store.thread_lines import Happening
from zapbot.store.threads import Bubble
from zapbot.web import days, failures, happenings
from zapbot.web.drawing import ours, theirs
from zapbot.web.drawing.ours import Definitions
from zapbot.web.drawing.shapes import Drawing

TICKS = {
    "pending": "clock",
    "sending": "clock",
    "unknown": "question",
    "sent": "check",
    "delivered": "checks",
    "read": "checks",
    "played": "checks",
    "failed": "alert",
    "dead": "alert",
    "canceled": "crossed",
}
"""The sign of each state; read is told apart by its colour and its words."""

FINAL = ("read", "played", "failed", "dead", "canceled", "received")
"""States after which hardly anything comes."""

JOINED_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Words:
    """What messages are shown with: the words of a language, the business's zone, the moment it is."""

    t: Mapping[str, str]
    zone: tzinfo
    now: float
    definitions: Definitions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """What begins with the next message."""

    date: date
    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the page draws it; `joined` follows one of the same speaker, `waits` for one before it."""

    bubble: Bubble
    drawing: Drawing
    tick: str | None
    at: datetime
    beside: Mapping[str, Any]
    failure: tuple[str, str] | None = None
    day: Day | None = None
    joined: bool = False
    unread: bool = False
    waits: bool = False
    line = None

    @property
    def side(self) -> str:
        """in, out or note."""
        return self.bubble.direction

    @property
    def held(self) -> bool:
        """Whether it waits: for its time, or for the customer to write again."""
        return self.bubble.status == "pending" and bool(self.bubble.held_for or self.bubble.scheduled_at)

    @property
    def tick_at(self) -> float | None:
        """When its state began."""
        bubble = self.bubble
        at = {"sent": bubble.sent_at, "delivered": bubble.delivered_at, "read": bubble.read_at}
        return at.get(bubble.status) or (bubble.played_at if bubble.status == "played" else bubble.failed_at)

    @property
    def may_resend(self) -> bool:
        """Whether it can be sent again."""
        bubble = self.bubble
        return bubble.ours and bubble.status in ("failed", "dead", "canceled", "unknown") and not bubble.sent_again_as

    @property
    def final(self) -> bool:
        """Whether its state will hardly change any more."""
        return self.bubble.status in FINAL

    @property
    def body(self) -> str:
        """Changes when what it says does: only then is it drawn anew on a page that shows it."""
        bubble = self.bubble
        file = f"{bubble.file.status}{bubble.file.sha256}" if bubble.file else ""
        chosen = "".join(sorted(bubble.chosen))
        return f"{bubble.edited_at}{bubble.revoked_at}{file}{chosen}"

    @property
    def album(self) -> str | None:
        """Pictures of one speaker that follow each other become one grid."""
        bubble = self.bubble
        plain = self.drawing.shape == "image" and not (bubble.revoked_at or self.failure or bubble.quote)
        return f"{bubble.direction}{bubble.origin}{bubble.sender or ''}" if plain else None


@dataclass(frozen=True, slots=True)
class Line:
    """What happened between messages, as it is read."""

    id: int
    line: str
    at: datetime
    seconds: float
    rank: int = 3
    day: Day | None = None


Entry = Shown | Line


def shown(
    bubbles: Iterable[Bubble], words: Words, above: Bubble | None = None, read_until: int | None = None
) -> list[Shown]:
    """Messages in their order; `above` is what stands above the first one, `read_until` what was seen before."""
    return [entry for entry in entries(bubbles, [], words, above, read_until) if isinstance(entry, Shown)]


def entries(
    bubbles: Iterable[Bubble],
    lines: Iterable[Happening],
    words: Words,
    above: Bubble | None = None,
    read_until: int | None = None,
) -> list[Entry]:
    """Messages with what happened between them."""
    told = [(one, said) for one in lines if (said := happenings.sentence(words.t, one))]
    woven = merge(
        (((bubble.at, 0, bubble.id), bubble) for bubble in bubbles),
        (((one.at, _rank(one) - 2, one.id), (one, said)) for one, said in told),
        key=lambda pair: pair[0],
    )
    return list(_each([one for _, one in woven], words, above, read_until))


def _each(woven: list[Any], words: Words, above: Bubble | None, read_until: int | None) -> Iterator[Entry]:
    today = datetime.fromtimestamp(words.now, words.zone).date()
    before_at = above.at if above else None
    speaker = above
    open_before, divided = False, read_until is None
    for one in woven:
        at_seconds = one.at if isinstance(one, Bubble) else one[0].at
        at = datetime.fromtimestamp(at_seconds, words.zone)
        new_day = before_at is None or datetime.fromtimestamp(before_at, words.zone).date() != at.date()
        day = _day(words, at, today) if new_day else None
        before_at = at_seconds
        if not isinstance(one, Bubble):
            yield Line(one[0].id, one[1], at, at_seconds, _rank(one[0]), day)
            speaker = None
            continue
        unread = not divided and read_until is not None and one.direction == "in" and one.id > read_until
        divided = divided or unread
        joined = day is None and speaker is not None and _follows(speaker, one) and not unread
        yield _one(one, words, at, day, joined, unread, open_before and one.status == "pending")
        open_before = open_before or (one.status in ("pending", "sending", "unknown") and not one.held_for)
        speaker = one


def _one(bubble: Bubble, words: Words, at: datetime, day: Day | None, joined: bool, unread: bool, waits: bool) -> Shown:
    tick = TICKS.get(bubble.status) if bubble.direction == "out" else None
    beside = theirs.beside(bubble)
    failure = failures.sentences(words.t, bubble) if bubble.direction == "out" else None
    return Shown(bubble, drawn(bubble, words.definitions), tick, at, beside, failure, day, joined, unread, waits)


def drawn(bubble: Bubble, definitions: Definitions) -> Drawing:
    """How a message is drawn."""
    if bubble.revoked_at is not None:
        return Drawing("revoked", {})
    if bubble.direction == "note":
        return Drawing("note", {"body": bubble.text})
    content = ours.read(bubble) if bubble.ours else None
    return ours.drawn(bubble, content, definitions) if content is not None else theirs.drawn(bubble)


def templates_of(bubbles: Iterable[Bubble]) -> set[tuple[str, str]]:
    """The templates messages were made of, by name and language."""
    contents = [bubble.content for bubble in bubbles if bubble.kind == "template" and bubble.ours]
    return {(str(content.get("name")), str(content.get("language") or "pt_BR")) for content in contents}


def _day(words: Words, at: datetime, today: date) -> Day:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Day(at.date(), days.words(words.t, at.date(), today), midnight.timestamp())


def _rank(happening: Happening) -> int:
    """Of one moment a conversation begins before its first message; what else happens follows from one."""
    return 1 if happening.kind == "conversation.created" else 3


def _follows(above: Bubble, bubble: Bubble) -> bool:
    return _speaker(above) == _speaker(bubble) and bubble.at - above.at < JOINED_SECONDS


def _speaker(bubble: Bubble) -> tuple[str, str, str | None]:
    return bubble.direction, bubble.origin, bubble.sender
