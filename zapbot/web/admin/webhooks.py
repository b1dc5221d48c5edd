"""`/admin/webhooks`: other systems that are told what happens here, and what became of telling them."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot import app
from zapbot.errors import NotFoundError, UsageError
from zapbot.store import audit, webhook_deliveries, webhooks
from zapbot.store.db import transaction
from zapbot.web import sessions, spoken
from zapbot.web.by import by
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT

TAB = "/admin/webhooks"
PAGE = 50
DONE = {
    "removed": "webhooks.done_removed",
    "enabled": "webhooks.done_enabled",
    "disabled": "webhooks.done_disabled",
    "redelivered": "webhooks.done_redelivered",
}


class WebhookPages(Controller):
    """The list, one of them, one delivery."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State, done: FromQuery[str] = "") -> Response[Any]:
        """All of them, and the form of a new one."""
        return _index(request, state, done=DONE.get(done))

    @post("/", status_code=200)
    async def add(self, request: AnyRequest, state: State) -> Response[Any]:
        """A new one; its secret is shown now, and never again."""
        form = await request.form()
        url, events = str(form.get("url", "")).strip(), [str(event) for event in form.getall("event", [])]
        return await asyncio.to_thread(_add, request, state, url, events)

    @get("/{id:int}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[int],
        failed: FromQuery[str] = "",
        before: FromQuery[int | None] = None,
        confirm: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """One webhook with its deliveries."""
        return _show(request, state, id, bool(failed), before, confirm=confirm, done=DONE.get(done))

    @post("/{id:int}/test", status_code=200)
    async def test(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Send a `webhook.test` now, and say how it ended."""
        from zapbot.desk import webhooks as verbs
        from zapbot.outside.post import Post

        post = Post(app.allowed_private(state.settings))
        try:
            with opened(state) as db:
                tried = await verbs.test(db, post, app.key(state.settings), id)
        finally:
            await post.close()
        return await asyncio.to_thread(_show, request, state, id, tried=tried)

    @post("/{id:int}/rotate", status_code=200, sync_to_thread=True)
    def rotate(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """A new secret, shown now and never again; for a day the old one signs too."""
        from zapbot.desk import webhook_secrets

        now = time.time()
        with opened(state) as db, transaction(db):
            secret = webhook_secrets.rotate(db, app.key(state.settings), id, now)
            audit.append(db, now, by(request), "webhook.rotated", f"webhook:{id}")
        return _show(request, state, id, secret=secret)

    @post("/{id:int}/disable", status_code=200, sync_to_thread=True)
    def disable(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Tell it nothing more."""
        from zapbot.desk import webhooks as verbs

        def verb(db: Database, id: int, now: float) -> None:
            verbs.disable(db, id, "it was switched off", now)

        return _change(request, state, id, verb, "disabled")

    @post("/{id:int}/enable", status_code=200, sync_to_thread=True)
    def enable(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Tell it again what happens; also ends a pause."""
        from zapbot.desk import webhooks as verbs

        return _change(request, state, id, verbs.enable, "enabled")

    @post("/{id:int}/remove", status_code=200, sync_to_thread=True)
    def remove(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Forget it, with what it was still to be told."""
        from zapbot.desk import webhooks as verbs

        return _change(request, state, id, verbs.remove, "removed", TAB)

    @post("/{id:int}/redeliver", status_code=200, sync_to_thread=True)
    def redeliver_failed(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """Send everything once more that gave up."""
        from zapbot.desk import webhooks as verbs

        return _change(request, state, id, verbs.redeliver_failed, "redelivered")

    @get("/{id:int}/deliveries/{delivery:int}", sync_to_thread=True)
    def delivery(self, request: AnyRequest, state: State, id: FromPath[int], delivery: FromPath[int]) -> Response[Any]:
        """What was sent, and each try with its answer."""
        with opened(state) as db:
            webhook, found = webhooks.get(db, id), _delivery(db, id, delivery)
            tries = webhook_deliveries.tries(db, delivery)
        return _page(request, "admin/webhook_delivery.html", webhook=webhook, one=found, tries=tries)

    @post("/{id:int}/deliveries/{delivery:int}/redeliver", status_code=200, sync_to_thread=True)
    def redeliver(self, request: AnyRequest, state: State, id: FromPath[int], delivery: FromPath[int]) -> Response[Any]:
        """Send one once more, under the same `webhook-id`."""
        from zapbot.desk import webhooks as verbs

        def verb(db: Database, id: int, now: float) -> None:
            _delivery(db, id, delivery)
            verbs.redeliver(db, delivery, now)

        return _change(request, state, id, verb, "redelivered")


def _add(request: AnyRequest, state: State, url: str, events: list[str]) -> Response[Any]:
    from zapbot.desk import webhooks as verbs

    key, allowed, now = app.key(state.settings), app.allowed_private(state.settings), time.time()
    try:
        with opened(state) as db, transaction(db):
            webhook, secret = verbs.add(db, key, url, events, allowed, now)
            audit.append(db, now, by(request), "webhook.added", f"webhook:{webhook.id}")
    except UsageError as error:
        return _index(request, state, 422, error=str(error), url=url, events=events)
    return _show(request, state, webhook.id, secret=secret)


def _change(
    request: AnyRequest,
    state: State,
    id: int,
    verb: Callable[[Database, int, float], object],
    done: str,
    to: str | None = None,
) -> Response[Any]:
    """Do something to a webhook, write down who did, go back."""
    now = time.time()
    try:
        with opened(state) as db, transaction(db):
            verb(db, id, now)
            audit.append(db, now, by(request), f"webhook.{done}", f"webhook:{id}")
    except UsageError as error:
        return _show(request, state, id, code=409, error=str(error))
    state.queue.nudge("webhooks")
    return Redirect(f"{to or f'{TAB}/{id}'}?done={done}", status_code=303)


def _delivery(db: Database, webhook_id: int, id: int) -> webhook_deliveries.Delivery:
    found = webhook_deliveries.get(db, id)
    if found.webhook_id != webhook_id:
        raise NotFoundError(f"webhook {webhook_id} has no delivery {id}")
    return found


def _index(request: AnyRequest, state: State, code: int = 200, **more: Any) -> Response[Any]:
    from zapbot.desk.public_events import TYPES

    with opened(state) as db:
        found = [(one, webhook_deliveries.counts(db, one.id)) for one in webhooks.listed(db)]
    given = {"done": None, "error": None, "url": "", "events": [], "now": time.time()} | more
    return _page(request, "admin/webhooks.html", code, webhooks=found, types=TYPES, **given)


def _show(
    request: AnyRequest,
    state: State,
    id: int,
    failed: bool = False,
    before: int | None = None,
    code: int = 200,
    **more: Any,
) -> Response[Any]:
    with opened(state) as db:
        webhook, counts = webhooks.get(db, id), webhook_deliveries.counts(db, id)
        found = webhook_deliveries.listed(db, id, failed=failed, limit=PAGE + 1, before=before)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    context = {"deliveries": found[:PAGE], "older": older, "counts": counts, "failed": failed, "now": time.time()}
    given = {"confirm": "", "done": None, "error": None, "secret": None, "tried": None} | more
    return _page(request, "admin/webhook.html", code, webhook=webhook, **context, **given)


def _page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    return spoken.page(request, template, code, section="admin", tab=TAB, **context)
