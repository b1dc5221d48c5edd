"""`/contacts/import`: contacts from a CSV file; counted first, then taken in."""

import asyncio
import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State, UploadFile

from zapbot.desk import import_contacts
from zapbot.desk.import_contacts import Counts
from zapbot.errors import UsageError
from zapbot.web import pages, sessions
from zapbot.web.campaigns import lists
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

SHOWN_WRONG = 50


class TakingIn(Controller):
    """Upload, look, take in."""

    path = "/contacts/import"
    include_in_schema = False
    guards = [sessions.supervisor]

    @get("/", sync_to_thread=True)
    def form(self, request: AnyRequest) -> Response[Any]:
        """Which file, and how it is written."""
        return _page(request)

    @post("/", status_code=200, request_max_body_size=lists.MOST_BYTES)
    async def preview(self, request: AnyRequest, state: State) -> Response[Any]:
        """What the file would change."""
        given = (await request.form()).get("file")
        if not isinstance(given, UploadFile) or not given.filename:
            return _page(request, 400, error="contacts.no_file")
        return await asyncio.to_thread(_counted, request, state, given)

    @post("/now", status_code=200, request_max_body_size=BODY_LIMIT, sync_to_thread=True)
    def take_in(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Do it. A file that was taken in already is gone."""
        token = data.get("token", "")
        listing = lists.look(state.settings.data_dir, token)
        with opened(state) as db:
            counts = import_contacts.import_file(db, listing.path, time.time())
        lists.forget(state.settings.data_dir, token)
        return _page(request, counts=counts, taken=True)


def _counted(request: AnyRequest, state: State, given: UploadFile) -> Response[Any]:
    try:
        token = lists.keep(state.settings.data_dir, given.file)
        listing = lists.look(state.settings.data_dir, token)
        with opened(state) as db:
            counts = import_contacts.import_file(db, listing.path, time.time(), dry=True)
    except UsageError as error:
        return _page(request, 400, said=str(error))
    return _page(request, counts=counts, token=token)


def _page(request: AnyRequest, code: int = 200, counts: Counts | None = None, **context: Any) -> Response[Any]:
    """The form, what was counted, or what was done."""
    known = {"error": "", "said": "", "token": "", "taken": False}
    wrong = counts.wrong[:SHOWN_WRONG] if counts else []
    given = {**known, **context, "counts": counts, "wrong": wrong}
    return pages.page(request, "contacts/import.html", code, section="contacts", **given)
