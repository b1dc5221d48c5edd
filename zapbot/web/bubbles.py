"""Messages made ready to be shown: how each is drawn, its tick and its time, what stands above it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from zapbot.store.thread_lines import Happening
from zapbot.store.threads import Bubble
from zapbot.web import days, failures, happenings, waiting
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
    """What messages are shown with: the words of a language, the business's zone, the moment it is.

    `open` says whether the contact's 24-hour window is, `stopped` whether the number may not send, `behind` which
    messages wait for which.
    """

    t: Mapping[str, str]
    zone: tzinfo
    now: float
    definitions: Definitions = field(default_factory=dict)
    open: bool = True
    stopped: bool = False
    behind: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """What begins with the next message."""

    date: date
    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the page draws it; `joined` follows one of the same speaker, `waits` says for what.

    `behind` is the message it waits for, `why` what is known of the reason; `closed`: only a template may be sent.
    """

    bubble: Bubble
    drawing: Drawing
    tick: str | None
    at: datetime
    beside: Mapping[str, Any]
    failure: tuple[str, str] | None = None
    day: Day | None = None
    joined: bool = False
    unread: bool = False
    waits: str | None = None
    why: str | None = None
    behind: int | None = None
    closed: bool = False
    line = None

    @property
    def side(self) -> str:
        """in, out or note."""
        return self.bubble.direction

    @property
    def state(self) -> str:
        """What its tick says: of what was given up in doubt, that nobody knows."""
        return _state(self.bubble)

    @property
    def tick_at(self) -> float | None:
        """When its state began."""
        bubble = self.bubble
        at = {"sent": bubble.sent_at, "delivered": bubble.delivered_at, "read": bubble.read_at}
        return at.get(bubble.status) or (bubble.played_at if bubble.status == "played" else bubble.failed_at)

    @property
    def may_resend(self) -> bool:
        """Whether it can be sent again."""
        return self._is_lost and not self._is_shut

    @property
    def needs_template(self) -> bool:
        """Whether it cannot be, since only a template may be sent now."""
        return self._is_lost and self._is_shut

    @property
    def _is_lost(self) -> bool:
        bubble = self.bubble
        return bubble.ours and bubble.status in ("failed", "dead", "canceled", "unknown") and not bubble.sent_again_as

    @property
    def _is_shut(self) -> bool:
        return self.closed and self.bubble.kind != "template"

    @property
    def final(self) -> bool:
        """Whether hardly anything about it will change any more: its state, our reaction to it."""
        return self.bubble.status in FINAL and not any(one.waits for one in self.bubble.reactions)

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
    placed: list[Any] = [((bubble.at, 2, bubble.id), bubble) for bubble in bubbles]
    placed += [((one.at, _rank(one), one.id), (one, said)) for one, said in told]
    woven = sorted(placed, key=lambda pair: pair[0])
    return list(_each([one for _, one in woven], words, above, read_until))


def _each(woven: list[Any], words: Words, above: Bubble | None, read_until: int | None) -> Iterator[Entry]:
    today = datetime.fromtimestamp(words.now, words.zone).date()
    before_at = above.at if above else None
    speaker = above
    divided = read_until is None
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
        yield _one(one, words, at, day, joined, unread)
        speaker = one


def _one(bubble: Bubble, words: Words, at: datetime, day: Day | None, joined: bool, unread: bool) -> Shown:
    tick = TICKS.get(_state(bubble)) if bubble.direction == "out" else None
    beside = theirs.beside(bubble)
    failure = failures.sentences(words.t, bubble, words.open) if bubble.direction == "out" else None
    return Shown(
        bubble,
        drawn(bubble, words.definitions),
        tick,
        at,
        beside,
        failure,
        day,
        joined,
        unread,
        waiting.key(bubble, words.now, words.stopped, words.behind),
        failures.of_code(words.t, bubble.failed_code),
        words.behind.get(bubble.id),
        not words.open,
    )


def _state(bubble: Bubble) -> str:
    return "unknown" if failures.in_doubt(bubble) else bubble.status


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
