"""One thing done to many conversations: those picked, or all that fit the list."""

import time
from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar import Controller, Response, post
from litestar.datastructures import MultiDict, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from sqlite_utils import Database

from zapbot.desk import bulk, snooze
from zapbot.errors import ConflictError, UsageError
from zapbot.store import inbox
from zapbot.web import pages, sessions
from zapbot.web.inbox import listing
from zapbot.web.inbox.wanted import wanted
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.worker.queue import Queue

LONGEST_ID = 19

Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
"""`deed` says what is to be done, `id` to which; `all` means all that fit the list of `query`."""


class Bulk(Controller):
    """Begin, and take back."""

    path = "/inbox/bulk"
    include_in_schema = False
    guards = [sessions.agent]

    @post("/", status_code=200, sync_to_thread=True)
    def begin(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Do the first of them at once; the worker goes on with the others."""
        user, now = _user(request), time.time()
        try:
            with opened(state) as db:
                ids = _meant(db, data, user, now)
                bulk.begin(db, user, str(data.get("deed")), _value(state, data, now), ids, now)
                bulk.step(db, now)
        except UsageError:
            return pages.problem(request, 422, "bulk")
        Queue(state.settings.data_dir).nudge("bulk")
        return listing.anew(request, state, _query(data))

    @post("/{id:int}/undo", status_code=200, sync_to_thread=True)
    def undo(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Take back what was done; the worker does it."""
        try:
            with opened(state) as db:
                bulk.undo(db, _user(request), id, time.time())
        except ConflictError:
            return pages.problem(request, 409, "undo")
        Queue(state.settings.data_dir).nudge("bulk")
        return listing.anew(request, state, _query(data))


def _meant(db: Database, data: dict[str, Any], user: int, now: float) -> list[int]:
    if not data.get("all"):
        picked = data.get("id", [])
        return [int(id) for id in ([picked] if isinstance(picked, str) else picked) if _is_id(id)]
    found = wanted(MultiDict(parse_qsl(_query(data))), user, now)
    return inbox.ids(db, found.filter, bulk.MOST + 1)


def _value(state: State, data: dict[str, Any], now: float) -> str:
    """What the deed needs to know. Raises UsageError."""
    match data.get("deed"):
        case "assign":
            return str(data.get("to", ""))
        case "label" | "unlabel":
            return " ".join(str(data.get("label", "")).split())
        case "snooze":
            until = snooze.moment(str(data.get("until", "reply")), now, state.settings.zone)
            return "" if until is None else str(until)
    return ""


def _query(data: dict[str, Any]) -> str:
    return str(data.get("query", ""))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_ID


def _user(request: AnyRequest) -> int:
    who = sessions.visitor(request)
    assert who is not None
    return who.user.id
