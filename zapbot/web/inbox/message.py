"""One message: its file, why it is there, what became of it; sent again, canceled, fetched anew."""

import json
import re
import time
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import fetch_again, resend
from zapbot.desk.cancel import cancel
from zapbot.errors import NotFoundError
from zapbot.model import file_of
from zapbot.store import attachments, reasons, threads
from zapbot.web import catalogue, media, pages, sessions
from zapbot.web.drawing import ours
from zapbot.web.inbox.shown import one
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
_KEPT = re.compile(r"sha256:([0-9a-f]{64})")
STAGES = ("sent", "delivered", "read", "played")


class Message(Controller):
    """What can be seen of a message and done with it."""

    path = "/"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/media/{id:int}", sync_to_thread=True)
    def file(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """The bytes of its file."""
        with opened(state) as db:
            kept, name = _kept(db, id)
        return media.media_response(state, kept, request.headers, name)

    @get("/messages/{id:int}/about", sync_to_thread=True)
    def about(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """What became of it and when; for what the bot said: why. Those who watch over the work see what came in."""
        who = sessions.visitor(request)
        assert who is not None
        with opened(state) as db:
            bubble = threads.get(db, id)
            why = reasons.of_message(db, id) if bubble.origin == "flow" else None
            shown = one(request, state, db, bubble)
        raw = msgspec.json.format(msgspec.json.encode(bubble.content)).decode() if who.may("supervisor") else ""
        stages = [(stage, at) for stage in STAGES if (at := getattr(bubble, f"{stage}_at")) is not None]
        template = "inbox/_about.html" if request.headers.get("hx-request") else "inbox/about.html"
        told: dict[str, Any] = {"shown": shown, "m": bubble, "why": why, "raw": raw[:20_000], "stages": stages}
        return pages.page(request, template, section="inbox", **told)

    @post("/messages/{id:int}/resend", status_code=200, sync_to_thread=True)
    def send_again(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Send it again as a new message; one of which nobody knows whether it arrived only when told so."""
        with opened(state) as db:
            ended = resend.resend(db, id, time.time(), _sender(request), sure=data.get("sure") == "1")
            if ended.id is not None:
                state.queue.nudge("deliver")
            return _drawn_anew(request, state, db, id, ended.why)

    @post("/messages/{id:int}/cancel", status_code=200, sync_to_thread=True)
    def take_back(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Cancel it while it waits."""
        with opened(state) as db:
            done = cancel(db, id, time.time(), _sender(request))
            return _drawn_anew(request, state, db, id, None if done else "gone")

    @post("/messages/{id:int}/fetch", status_code=200, sync_to_thread=True)
    def fetch(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Try once more to get its file."""
        with opened(state) as db:
            if fetch_again.fetch_again(db, id, time.time()):
                state.queue.nudge("media")
            return _drawn_anew(request, state, db, id, None)


def _kept(db: Database, id: int) -> tuple[str, str | None]:
    """The name by which the store knows the file of a message, and what it is called. Raises NotFoundError."""
    attachment = attachments.of_message(db, id)
    if attachment is not None:
        return str(attachment.id), None
    bubble = threads.get(db, id)
    content = ours.read(bubble) if bubble.ours else None
    file = file_of(content) if content is not None else None
    match = _KEPT.fullmatch(file.source) if file else None
    if file is None or match is None:
        raise NotFoundError(f"message {id} has no file here")
    return match[1], file.filename


def _drawn_anew(request: AnyRequest, state: State, db: Database, id: int, why: str | None) -> Response[Any]:
    """The message as it is now, with a word when what was asked for was not done."""
    bubble = threads.get(db, id)
    if not request.headers.get("hx-request"):
        return Redirect(f"/c/{bubble.conversation_id}?message={id}", status_code=303)
    shown = one(request, state, db, bubble)
    answer = pages.page(request, "inbox/_message.html", shown=shown, asked=why)
    if why:
        said = catalogue.words(pages.language(request))[f"resend.{why}"]
        answer.headers["HX-Trigger"] = json.dumps({"zapbot:toast": {"text": said, "bad": True}})
    return answer


def _sender(request: AnyRequest) -> str:
    who = sessions.visitor(request)
    assert who is not None
    return f"user:{who.user.id}"
