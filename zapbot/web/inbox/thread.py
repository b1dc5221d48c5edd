"""The inbox page and one conversation in it: the messages, the composer, the contact."""

import time
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from sqlite_utils import Database

from zapbot.desk.seen import seen
from zapbot.desk.seen_mentions import seen_mentions
from zapbot.desk.send import seconds_left
from zapbot.model import Contact, Conversation
from zapbot.store import conversations, inbox, reads, thread_lines, thread_reactions, threads
from zapbot.store.thread_lines import Happening
from zapbot.store.threads import Bubble
from zapbot.web import bubbles, pages, sessions
from zapbot.web.bubbles import Entry
from zapbot.web.inbox import drawn, listing, strip
from zapbot.web.inbox.contact import About, about
from zapbot.web.inbox.shown import words
from zapbot.web.inbox.strip import Strip
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

Ids = Annotated[str, QueryParameter(pattern=r"^[0-9,]{0,4000}$")]
_ALWAYS = 10.0**12


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a conversation's messages: whether there are earlier and newer ones.

    `line` and `seen` are how far the journal and the messages had come when they were read; `touched` are messages
    that something which came since then belongs to.
    """

    conversation: Conversation
    entries: list[Entry]
    earlier: bool
    newer: bool
    line: int
    seen: int
    first: int
    last: int
    wanted: int | None = None
    touched: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: before one, after one, or those that came since an id; and what happened since a line."""

    before: int | None = None
    after: int | None = None
    since: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One conversation as its panes show it."""

    conversation: Conversation
    card: inbox.Card
    contact: Contact
    part: Part
    window_left: float
    read_until: int
    strip: Strip
    composer: drawn.Drawn
    about: About


class Thread(Controller):
    """The page, and the parts of it that change."""

    path = "/"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State) -> Response[Any]:
        """The list, and nothing opened yet."""
        return _index(request, state)

    @get("/inbox", sync_to_thread=True)
    def tab(self, request: AnyRequest, state: State) -> Response[Any]:
        """The same with another list."""
        return _index(request, state)

    @get("/c/{id:int}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        message: FromQuery[int | None] = None,
        before: FromQuery[int | None] = None,
    ) -> Response[Any]:
        """A conversation: the whole page, or its panes when the list is there already."""
        with opened(state) as db:
            view = _view(request, state, db, id, message, before)
            _see_mentions(request, state, db, id)
            if request.headers.get("hx-request"):
                return pages.page(request, "inbox/_panes.html", view=view)
            context = listing.shown(request, db, id)
        return pages.page(request, "inbox/index.html", section="inbox", view=view, **context)

    @get("/c/{id:int}/messages", sync_to_thread=True)
    def messages(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        before: FromQuery[int | None] = None,
        after: FromQuery[int | None] = None,
        since: FromQuery[int | None] = None,
        line: FromQuery[int | None] = None,
        some: Ids = "",
    ) -> Response[Any]:
        """Messages before or after one, the newest, or some of them anew; with what happened since a line."""
        with opened(state) as db:
            conversation = conversations.get(db, id)
            if some:
                part = _some(request, state, db, conversation, some)
            else:
                part = _part(request, state, db, conversation, Wanted(before, after, since, line))
        return pages.page(request, "inbox/_log.html", part=part)

    @post("/c/{id:int}/seen", status_code=204, sync_to_thread=True)
    def seen(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> None:
        """Somebody looked at everything up to a message."""
        until, who = data.get("until", ""), sessions.visitor(request)
        if who is None or not until.isdecimal() or len(until) > 18:
            return
        with opened(state) as db:
            tell = seen(db, who.user.id, id, int(until), time.time(), state.settings.read_receipts)
            _see_mentions(request, state, db, id)
        if tell:
            state.queue.nudge("calls")
        state.live.tell({"kind": "seen", "conversation": id, "user": who.user.id, "until": int(until)})


def _index(request: AnyRequest, state: State) -> Response[Any]:
    with opened(state) as db:
        context = listing.shown(request, db)
    return pages.page(request, "inbox/index.html", section="inbox", view=None, **context)


def _view(request: AnyRequest, state: State, db: Database, id: int, message: int | None, before: int | None) -> View:
    who = sessions.visitor(request)
    assert who is not None
    conversation = conversations.get(db, id)
    card = inbox.card(db, who.user.id, id)
    assert card is not None
    read_until = reads.until(db, who.user.id, id)
    part = _around(request, state, db, conversation, message) if message else None
    part = part or _part(request, state, db, conversation, Wanted(before), read_until)
    left = seconds_left(db, conversation, time.time())
    above = strip.of(db, who.user.id, id)
    composer = drawn.drawn(db, state, who.user, conversation, request.query_params.get("problem", ""))
    person = about(db, state.settings, conversation.contact_id, id)
    return View(conversation, card, person.contact, part, left, read_until, above, composer, person)


def _see_mentions(request: AnyRequest, state: State, db: Database, id: int) -> None:
    """Who looks at a thread has seen where they are named in it; their pages count anew."""
    who = sessions.visitor(request)
    if who is not None and seen_mentions(db, who.user.id, id, time.time()):
        state.live.tell({"kind": "mentions", "user": who.user.id})


def _around(request: AnyRequest, state: State, db: Database, conversation: Conversation, message: int) -> Part | None:
    """The messages around one of this conversation's contact; None when it is none: an id proves nothing."""
    message = thread_reactions.targets(db, [message]).get(message, message)
    line, seen, found = thread_lines.newest(db), threads.newest(db), threads.around(db, message)
    if not found or not all(_belongs(db, conversation, bubble) for bubble in found[:1]):
        return None
    edge = found[-1]
    newer = bool(threads.page(db, conversation.contact_id, conversation.number, after=edge.id, limit=1))
    earlier = bool(threads.page(db, conversation.contact_id, conversation.number, before=found[0].id, limit=1))
    lines = thread_lines.between(
        db, conversation.contact_id, conversation.number, found[0].at, edge.at if newer else _ALWAYS
    )
    entries = bubbles.entries(found, lines, words(request, state, db, conversation, found))
    return Part(conversation, entries, earlier, newer, line, seen, found[0].id, edge.id, message)


def _part(
    request: AnyRequest,
    state: State,
    db: Database,
    conversation: Conversation,
    wanted: Wanted,
    read_until: int | None = None,
) -> Part:
    """A page of messages; the journal is read up to where it stood before them, so that nothing falls between."""
    line, seen = thread_lines.newest(db), threads.newest(db)
    found = _found(db, conversation, wanted)
    full = len(found) >= threads.PAGE
    above, touched = _above(db, conversation, wanted, found), _touched(db, conversation, wanted)
    read = read_until if read_until and found and read_until < found[-1].id else None
    entries = bubbles.entries(
        found,
        [
            *_lines(db, conversation, wanted, found[0].at if found and full else 0.0),
            *_begun(db, conversation, wanted, found),
        ],
        words(request, state, db, conversation, found),
        above,
        read,
    )
    first, last = (found[0].id, found[-1].id) if found else (0, wanted.after or 0)
    onwards = wanted.after or wanted.since
    if wanted.since and full:
        seen = max(bubble.id for bubble in found)
    earlier, newer = full and not onwards, full and bool(onwards)
    return Part(conversation, entries, earlier, newer, line, seen, first, last, touched=touched)


def _found(db: Database, conversation: Conversation, wanted: Wanted) -> list[Bubble]:
    if wanted.since is not None:
        return threads.since(db, conversation.contact_id, conversation.number, wanted.since)
    return threads.page(db, conversation.contact_id, conversation.number, wanted.before, wanted.after)


def _above(db: Database, conversation: Conversation, wanted: Wanted, found: list[Bubble]) -> Bubble | None:
    """What stands above messages that are added to others."""
    if not found or not (wanted.after or wanted.since):
        return None
    above = threads.page(db, conversation.contact_id, conversation.number, before=found[0].id, limit=1)
    return above[0] if above else None


def _touched(db: Database, conversation: Conversation, wanted: Wanted) -> tuple[int, ...]:
    """The messages that new reactions of ours sit on."""
    if wanted.since is None:
        return ()
    return tuple(thread_reactions.touched(db, conversation.contact_id, conversation.number, wanted.since))


def _begun(db: Database, conversation: Conversation, wanted: Wanted, found: list[Bubble]) -> list[Happening]:
    """The lines, told before, of conversations whose first message has only come now: they move above it."""
    if wanted.line is None or not found:
        return []
    talks = {bubble.conversation_id for bubble in found}
    begun = thread_lines.begun(db, conversation.contact_id, conversation.number, talks)
    return [one for one in begun if one.id <= wanted.line and any(bubble.at <= one.at for bubble in found)]


def _lines(db: Database, conversation: Conversation, wanted: Wanted, since: float) -> list[Happening]:
    if wanted.line is not None:
        return thread_lines.after(db, conversation.contact_id, conversation.number, wanted.line)
    start = _edge(db, wanted.after) if wanted.after else since
    return thread_lines.between(db, conversation.contact_id, conversation.number, start, _edge(db, wanted.before))


def _some(request: AnyRequest, state: State, db: Database, conversation: Conversation, ids: str) -> Part:
    """Messages anew, each where it stands; of a reaction that sits on one, that one."""
    asked = [int(part) for part in ids.split(",") if 0 < len(part) < 19][:200]
    sits = thread_reactions.targets(db, asked)
    found = threads.some(db, sorted({sits.get(id, id) for id in asked}))
    found = [bubble for bubble in found if _belongs(db, conversation, bubble)]
    entries = bubbles.entries(found, [], words(request, state, db, conversation, found))
    return Part(conversation, entries, False, False, 0, 0, 0, 0)


def _edge(db: Database, before: int | None) -> float:
    found: list[Bubble] = threads.some(db, [before]) if before else []
    return found[0].at if found else _ALWAYS


def _belongs(db: Database, conversation: Conversation, bubble: Bubble) -> bool:
    """Whether a message is of this conversation's thread: an id in an address proves nothing."""
    of = conversations.get(db, bubble.conversation_id)
    return (of.contact_id, of.number) == (conversation.contact_id, conversation.number)
