"""The composer: answers, notes, drafts, ready answers, reactions. Each works as a plain form; scripts make it quick."""

import time
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import canned, note, reply
from zapbot.desk.cancel import cancel
from zapbot.errors import NotFoundError, ZapbotError
from zapbot.model import Reaction
from zapbot.store import contacts, conversations, drafts, mentions, submissions, users
from zapbot.store.db import transaction
from zapbot.store.preferences import preferences
from zapbot.web import catalogue, pages, sessions
from zapbot.web.inbox import drawn, refusal, written
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sessions import Visitor

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]

UNDO_SECONDS = 5.0
MOST_PEOPLE = 8


class Composer(Controller):
    """What a person writes in a conversation."""

    path = "/"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/c/{id:int}/composer", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, id: FromPath[int], problem: FromQuery[str] = "") -> Response[Any]:
        """The composer anew: the window opened or closed."""
        with opened(state) as db:
            found = drawn.drawn(db, state, _who(request).user, conversations.get(db, id), problem)
        return pages.page(request, "inbox/_composer.html", composer=found)

    @post("/c/{id:int}/reply", status_code=200, sync_to_thread=True)
    def send(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Send a message, or keep a note: whichever the mode says."""
        try:
            with opened(state) as db:
                said = _said(request, state, db, id, data)
        except ZapbotError as error:
            return _not_sent(request, state, id, data, error)
        if not said.duplicate:
            _tell(request, state, id, data)
        return _sent(request, state, said)

    @post("/c/{id:int}/draft", status_code=204, sync_to_thread=True)
    def draft(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> None:
        """Keep what is written so far, unless it has been sent meanwhile."""
        who, mode = _who(request).user, data.get("mode", "")
        with opened(state) as db, transaction(db):
            conversations.get(db, id)
            sent = submissions.by_key(db, reply.own_key(who.id, data.get("key", "")))
            if mode in drafts.MODES and sent is None:
                drafts.keep(db, who.id, id, mode, data.get("text", "")[: 2 * written.MOST], time.time())

    @post("/c/{id:int}/undo", status_code=200, sync_to_thread=True)
    def undo(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> dict[str, Any]:
        """Take back what has not left; which of them that was in time for."""
        ids = [int(part) for part in data.get("messages", "").split(",")[:20] if part.isdecimal() and len(part) < 19]
        with opened(state) as db:
            conversation, by = conversations.get(db, id), f"user:{_who(request).user.id}"
            ours = [one for one in ids if submissions.get(db, one).contact_id == conversation.contact_id]
            return {"canceled": [one for one in ours if cancel(db, one, time.time(), by)]}

    @post("/c/{id:int}/react", status_code=204, sync_to_thread=True)
    def react(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> None:
        """React to a message, or take that back."""
        target, emoji = data.get("message", ""), data.get("emoji", "").strip()
        wanted = reply.Reply(Reaction(f"message:{target}", emoji), data.get("key", ""))
        with opened(state) as db:
            reply.reply(db, id, _who(request).user.id, wanted, time.time())
        state.queue.nudge("deliver")

    @get("/c/{id:int}/canned", sync_to_thread=True)
    def canned_replies(
        self, request: AnyRequest, state: State, id: FromPath[int], q: FromQuery[str] = ""
    ) -> Response[Any]:
        """Ready answers that fit what is typed after the slash, filled in."""
        with opened(state) as db:
            contact = contacts.get(db, conversations.get(db, id).contact_id)
            found = canned.offered(db, q[:100], contact, _who(request).user.name)
        options = [(f"/{one.shortcut}", one.text, one.text) for one in found]
        return pages.page(request, "inbox/_options.html", options=options, empty="composer.canned_none")

    @get("/c/{id:int}/people", sync_to_thread=True)
    def people(self, request: AnyRequest, state: State, id: FromPath[int], q: FromQuery[str] = "") -> Response[Any]:
        """Colleagues whose name begins so, for being named in a note."""
        with opened(state) as db:
            conversations.get(db, id)
            found = note.named_so(users.listed(db), q[:100])[:MOST_PEOPLE]
        options = [(f"@{one.name}", one.email, f"@{one.name} ") for one in found]
        return pages.page(request, "inbox/_options.html", options=options, empty="composer.people_none")


class Mentions(Controller):
    """Notes in which somebody is named."""

    path = "/mentions"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State) -> Response[Any]:
        """The list; looking at it counts as having seen it."""
        who = _who(request).user
        with opened(state) as db:
            found = mentions.listed(db, who.id)
            with transaction(db):
                mentions.see(db, who.id, time.time())
        return pages.page(request, "inbox/mentions.html", section="inbox", mentions=found)

    @get("/link", sync_to_thread=True)
    def link(self, request: AnyRequest, state: State) -> Response[Any]:
        """The way there, with how many are new."""
        with opened(state) as db:
            mentioned = mentions.unseen(db, _who(request).user.id)
        return pages.page(request, "inbox/_mentions.html", mentioned=mentioned)


def _who(request: AnyRequest) -> Visitor:
    who = sessions.visitor(request)
    assert who is not None
    return who


def _said(request: AnyRequest, state: State, db: Database, id: int, data: Form) -> reply.Replied:
    """Do what the form says; the message or the note."""
    user, now = _who(request).user, time.time()
    if data.get("mode") == "note":
        return reply.Replied(note.note(db, id, user.id, data.get("text", ""), data.get("key", ""), now), id)
    wanted = written.reply(db, state, data, UNDO_SECONDS if preferences(user).undo else 0.0)
    return reply.reply(db, id, user.id, wanted, now)


def _tell(request: AnyRequest, state: State, id: int, data: Form) -> None:
    """What was said, for the other windows of who said it: a draft that is there still is none any more."""
    said = {"mode": data.get("mode", ""), "text": data.get("text", "").strip(), "key": data.get("key", "")}
    if said["text"]:
        state.live.tell({"kind": "sent", "user": _who(request).user.id, "conversation": id, **said})


def _sent(request: AnyRequest, state: State, said: reply.Replied) -> Response[Any]:
    """Which message it is, for a script that shows it; the conversation for everybody else."""
    if not said.duplicate:
        state.queue.nudge("deliver")
    if not request.headers.get("hx-request"):
        return Redirect(f"/c/{said.conversation_id}", status_code=303)
    undo = UNDO_SECONDS if said.undo else 0
    return Response({"id": said.id, "conversation": said.conversation_id, "undo": undo})


def _not_sent(request: AnyRequest, state: State, id: int, data: Form, error: ZapbotError) -> Response[Any]:
    """Why not, in the visitor's words; without scripts the text is kept as a draft and the page says it."""
    if isinstance(error, NotFoundError):
        raise error
    problem = refusal.key(error, data)
    if request.headers.get("hx-request"):
        sentence = catalogue.words(pages.language(request))[f"composer.problem.{problem}"]
        text = sentence.format(**refusal.values(error, data))
        return Response({"problem": problem, "error": text}, status_code=422)
    if data.get("template", "").isdecimal():
        return Redirect(f"/c/{id}/templates/{data['template']}?problem={problem}", status_code=303)
    mode = "note" if data.get("mode") == "note" else "reply"
    with opened(state) as db, transaction(db):
        text = data.get("text", "")[: 2 * written.MOST]
        drafts.keep(db, _who(request).user.id, id, mode, text, time.time())
    return Redirect(f"/c/{id}?problem={problem}", status_code=303)
