"""`/api/messages`: send one, see what became of it, look through them."""

import time
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import HeaderParameter, JSONBody, QueryParameter

from zapbot.desk.access import Caller
from zapbot.model import Content, Template
from zapbot.store import message_list
from zapbot.store.message_list import Shown
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.api.paging import MOST, Cursor, FilterId, Id, Limit, Page, before, page
from zapbot.web.opened import opened

Status = Literal[
    "received",
    "pending",
    "sending",
    "unknown",
    "sent",
    "delivered",
    "read",
    "played",
    "failed",
    "dead",
    "canceled",
]


class Failure(msgspec.Struct, frozen=True):
    """Why a message did not arrive: WhatsApp's code, if it gave one, and the reason."""

    code: int | None
    reason: str | None
    at: datetime | None


class Message(msgspec.Struct, frozen=True):
    """A message in (`in`), out (`out`), or a note of the team (`note`).

    `held` says that it waits for the customer to write; `content` is as it was sent, or as WhatsApp brought it.
    """

    id: int
    contact_id: int
    conversation_id: int
    number: str
    direction: Literal["in", "out", "note"]
    origin: str
    sender: str | None
    kind: str
    text: str
    content: dict[str, Any]
    status: Status
    held: bool
    at: datetime
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed: Failure | None
    edited: bool
    revoked: bool


class NewMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message to be sent.

    `to` is a phone, a WhatsApp user id, or `contact:12`. `outside` says what happens when the customer has not written
    for 24 hours: refuse, hold until they write, or send this template now and hold the message until they answer.
    """

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["+5511987654321"])]
    content: Annotated[Content, msgspec.Meta(examples=[{"kind": "text", "text": "Seu pedido saiu."}])]
    number: Annotated[str, msgspec.Meta(max_length=100)] = ""
    reply_to: Annotated[int, msgspec.Meta(ge=1, le=MOST)] | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    outside: Literal["refuse", "hold"] | Template = "refuse"


class Messages(Controller):
    """Messages: sent, shown, listed."""

    path = "/messages"
    tags = ["messages"]

    @post("/", guards=[needs("messages:write")], status_code=202, sync_to_thread=True)
    def send_message(
        self,
        data: JSONBody[NewMessage],
        request: Request[Caller, Any, State],
        state: State,
        key: Annotated[
            str | None,
            HeaderParameter(
                name="Idempotency-Key",
                min_length=1,
                max_length=200,
                pattern=r"^[!-~]+$",
                description="The same key with the same message sends it once.",
            ),
        ] = None,
    ) -> Response[Message]:
        """Queue a message; 202 and the message as it stands. The same `Idempotency-Key` again gives the same one."""
        from zapbot.desk.submit import Submission, submit

        submission = Submission(
            data.to,
            data.content,
            data.number,
            data.reply_to,
            words.seconds(data.at, "at"),
            _own(key, request.user),
            data.outside,
        )
        with opened(state) as db:
            done = submit(db, submission, "api", time.time(), request.user.name)
            shown = message_list.get(db, done.id)
        if not done.duplicate:
            state.queue.nudge("deliver")
        return Response(written(shown), status_code=202, headers={"Location": f"/api/messages/{done.id}"})

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_messages(
        self,
        state: State,
        contact: FilterId = None,
        conversation: FilterId = None,
        status: Annotated[Status | None, QueryParameter()] = None,
        since: Annotated[datetime | None, QueryParameter(description="Kept at this time or later (RFC 3339).")] = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Page[Message]:
        """List messages, the newest first."""
        with opened(state) as db:
            found = message_list.listed(
                db,
                limit + 1,
                before=before(cursor),
                contact_id=contact,
                conversation_id=conversation,
                status=status,
                since=words.seconds(since, "since"),
            )
        return page([written(one) for one in found], [one.id for one in found], limit)

    @get("/{id:int}", guards=[needs("read")], sync_to_thread=True)
    def get_message(self, id: Id, state: State) -> Message:
        """Give one message with what became of it."""
        with opened(state) as db:
            return written(message_list.get(db, id))


def written(shown: Shown) -> Message:
    """A message as the API writes it."""
    failed = shown.failed_at is not None or shown.status in ("failed", "dead")
    plain = {name: getattr(shown, name) for name in Message.__struct_fields__ if hasattr(shown, name)}
    changed = {
        "held": shown.held_for is not None,
        "at": words.moment(shown.at),
        "created_at": words.moment(shown.created_at),
        "sent_at": words.maybe(shown.sent_at),
        "delivered_at": words.maybe(shown.delivered_at),
        "read_at": words.maybe(shown.read_at),
        "failed": Failure(shown.failed_code, shown.failed_reason, words.maybe(shown.failed_at)) if failed else None,
        "edited": shown.edited_at is not None,
        "revoked": shown.revoked_at is not None,
    }
    return Message(**{**plain, **changed})


def _own(key: str | None, caller: Caller) -> str | None:
    """A caller's key: another caller's of the same name is another one."""
    return None if key is None else f"{caller.name}:{key}"
