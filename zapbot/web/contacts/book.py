"""`/contacts`: all of them, found and narrowed; added, imported and exported."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect, Stream

from zapbot.desk import contact_edit
from zapbot.errors import ConflictError, UsageError
from zapbot.store import contact_book, contact_pane
from zapbot.store.contact_book import Cursor, Entry, Wanted
from zapbot.store.db import connect
from zapbot.web import pages, sessions
from zapbot.web.csv_file import csv_file
from zapbot.web.inbox.contact import hue
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

DAY = 24 * 3600.0
SEEN = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""How long ago somebody wrote last, at most; `quiet` is longer than all of them, or never."""

Word = Annotated[str, QueryParameter(max_length=200)]


class Book(Controller):
    """The list."""

    path = "/contacts"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        state: State,
        q: Word = "",
        tag: Word = "",
        marketing: Word = "",
        seen: Word = "",
        blocked: Word = "",
        order: Word = "seen",
        after: Word = "",
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """A page of it."""
        asked = {"q": q, "tag": tag, "marketing": marketing, "seen": seen, "blocked": blocked, "order": order}
        wanted = _wanted(asked, time.time())
        with opened(state) as db:
            entries = contact_book.page(db, wanted, _cursor(after))
            total = contact_book.count(db, wanted)
            colours = contact_pane.colours(db)
        return pages.page(
            request,
            "contacts/index.html",
            section="contacts",
            entries=entries,
            asked=asked,
            query=_query(asked),
            next=_next(asked, entries),
            more_than=contact_book.MOST_COUNTED,
            hue=lambda tag: hue(tag, colours),
            done=done if done in ("erased", "imported") else "",
            total=total,
        )

    @post("/", status_code=200, sync_to_thread=True)
    def add(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """A new contact; one who is there already is shown."""
        try:
            with opened(state) as db:
                name = data.get("name", "").strip()[:200] or None
                id = contact_edit.create(db, data.get("phone", ""), name, time.time())
        except UsageError:
            return pages.page(
                request, "contacts/add.html", 400, section="contacts", error="contacts.bad_phone", data=data
            )
        except ConflictError:
            return _there_already(state, data.get("phone", ""))
        return Redirect(f"/contacts/{id}", status_code=303)

    @get("/add", sync_to_thread=True)
    def form(self, request: AnyRequest) -> Response[Any]:
        """The form for a new contact."""
        return pages.page(request, "contacts/add.html", section="contacts", error="", data={})

    @get("/labels", sync_to_thread=True)
    def labels(self, request: AnyRequest, state: State) -> Response[Any]:
        """The labels there are, as suggestions."""
        with opened(state) as db:
            return pages.page(request, "contacts/_labels.html", tags=contact_pane.tags(db))

    @get("/export.csv", guards=[sessions.supervisor], sync_to_thread=True)
    def export(
        self,
        state: State,
        q: Word = "",
        tag: Word = "",
        marketing: Word = "",
        seen: Word = "",
        blocked: Word = "",
    ) -> Stream:
        """All that fit, as a file."""
        asked = {"q": q, "tag": tag, "marketing": marketing, "seen": seen, "blocked": blocked, "order": "newest"}
        header = ("phone", "name", "tags", "username", "marketing", "last_inbound_at", "fields")
        return csv_file("contatos.csv", header, _rows(state, _wanted(asked, time.time())))


def _wanted(asked: dict[str, str], now: float) -> Wanted:
    seen = asked["seen"]
    return Wanted(
        words=asked["q"].strip(),
        tag=asked["tag"],
        marketing=asked["marketing"] if asked["marketing"] in ("in", "out") else "",
        seen_since=now - SEEN[seen] if seen in SEEN else None,
        seen_before=now - SEEN["month"] if seen == "quiet" else None,
        blocked=asked["blocked"] == "1",
        order=asked["order"] if asked["order"] in contact_book.ORDERS else "seen",
    )


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _next(asked: dict[str, str], entries: list[Entry]) -> str | None:
    """The address of the page after this one, if this one is full."""
    if len(entries) < contact_book.PAGE:
        return None
    cursor = msgspec.json.encode([entries[-1].key, entries[-1].id]).decode()
    return f"/contacts?{_query({**asked, 'after': cursor})}"


def _cursor(after: str) -> Cursor | None:
    if not after:
        return None
    try:
        return msgspec.json.decode(after, type=tuple[float | str, int])
    except msgspec.DecodeError:
        raise ClientException("this is no page of the list") from None


def _there_already(state: State, phone: str) -> Response[Any]:
    from zapbot.desk import recipient

    with opened(state) as db:
        return Redirect(f"/contacts/{recipient.known(db, phone, time.time())}", status_code=303)


def _rows(state: State, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """The file's rows, read while they are sent."""
    db, after = connect(state.settings.data_dir), None
    try:
        while entries := contact_book.page(db, wanted, after, 500):
            yield from (_cells(entry) for entry in entries)
            after = entries[-1].key, entries[-1].id
    finally:
        db.close()


def _cells(entry: Entry) -> tuple[object, ...]:
    fields = msgspec.json.encode(entry.fields).decode() if entry.fields else ""
    at = entry.last_inbound_at
    seen = "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
    return (entry.phone, entry.name, ",".join(entry.tags), entry.username, entry.marketing, seen, fields)
