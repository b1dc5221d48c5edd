"""`/api/webhooks`: other systems that are told what happens here."""

import time
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, delete, get, post
from litestar.datastructures import State
from litestar.params import JSONBody, QueryParameter
from sqlite_utils import Database

from zapbot import app
from zapbot.errors import NotFoundError
from zapbot.store import webhook_deliveries, webhooks
from zapbot.store.webhook_deliveries import Delivery
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.api.paging import Cursor, Id, Limit, Page, before, page
from zapbot.web.opened import opened

Url = Annotated[str, msgspec.Meta(min_length=8, max_length=2000, examples=["https://crm.example/zapbot"])]


class Webhook(msgspec.Struct, frozen=True):
    """An address; no events means all of them. `paused_until` is when it is tried again after failing too often."""

    id: int
    url: str
    events: list[str]
    status: Literal["active", "disabled"]
    reason: str | None
    paused_until: datetime | None
    created_at: datetime


class NewWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to, and what; without events all of them."""

    url: Url
    events: Annotated[list[str], msgspec.Meta(max_length=50, examples=[["message.received"]])] = []


class WebhookAdded(msgspec.Struct, frozen=True):
    """The webhook, and the secret that signs it: shown only now."""

    webhook: Webhook
    secret: str


class WebhookTest(msgspec.Struct, frozen=True):
    """How a test ended: the status with the answer's beginning, or why there is none."""

    ok: bool
    status: int | None
    head: str
    error: str | None
    milliseconds: float


class DeliveryView(msgspec.Struct, frozen=True):
    """Where one delivery stands; `code` is the status of the last answer."""

    id: int
    event: str
    status: str
    attempts: int
    code: int | None
    reason: str | None
    created_at: datetime
    next_attempt_at: datetime
    finished_at: datetime | None


class Webhooks(Controller):
    """Webhooks: added, removed, tried out, looked after."""

    path = "/webhooks"
    tags = ["webhooks"]

    @get("/", guards=[needs("webhooks:write")], sync_to_thread=True)
    def list_webhooks(self, state: State) -> list[Webhook]:
        """List webhooks."""
        with opened(state) as db:
            return [_webhook(one) for one in webhooks.listed(db)]

    @post("/", guards=[needs("webhooks:write")], sync_to_thread=True)
    def add_webhook(self, data: JSONBody[NewWebhook], state: State) -> WebhookAdded:
        """Tell another system what happens from now on."""
        from zapbot.desk import webhooks as verbs

        configured = state.settings
        key, allowed = app.key(configured), app.allowed_private(configured)
        with opened(state) as db:
            added, secret = verbs.add(db, key, data.url, data.events, allowed, time.time())
        return WebhookAdded(_webhook(added), secret)

    @delete("/{id:int}", guards=[needs("webhooks:write")], sync_to_thread=True)
    def remove_webhook(self, id: Id, state: State) -> None:
        """Forget a webhook, with what it was still to be told."""
        from zapbot.desk import webhooks as verbs

        with opened(state) as db:
            verbs.remove(db, id, time.time())

    @post("/{id:int}/test", guards=[needs("webhooks:write")], status_code=200)
    async def test_webhook(self, id: Id, state: State) -> WebhookTest:
        """Send a `webhook.test` event now, and say how it ended."""
        from zapbot.desk import webhooks as verbs
        from zapbot.outside.post import Post

        post = Post(app.allowed_private(state.settings))
        try:
            with opened(state) as db:
                tried = await verbs.test(db, post, app.key(state.settings), id)
        finally:
            await post.close()
        posted = tried.posted
        return WebhookTest(posted.ok, posted.status, posted.head, posted.error, round(tried.milliseconds, 1))

    @get("/{id:int}/deliveries", guards=[needs("webhooks:write")], sync_to_thread=True)
    def list_deliveries(
        self,
        id: Id,
        state: State,
        failed: Annotated[bool, QueryParameter(description="Only those that failed.")] = False,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Page[DeliveryView]:
        """List a webhook's deliveries, the newest first."""
        with opened(state) as db:
            webhooks.get(db, id)
            found = webhook_deliveries.listed(db, id, failed=failed, limit=limit + 1, before=before(cursor))
        return page([_delivery(one) for one in found], [one.id for one in found], limit)

    @post("/{id:int}/deliveries/{delivery:int}/redeliver", guards=[needs("webhooks:write")], sync_to_thread=True)
    def redeliver(self, id: Id, delivery: Id, state: State) -> DeliveryView:
        """Send a delivery once more, under the same `webhook-id`."""
        from zapbot.desk import webhooks as verbs

        with opened(state) as db:
            _belongs(db, id, delivery)
            verbs.redeliver(db, delivery, time.time())
            again = webhook_deliveries.get(db, delivery)
        state.queue.nudge("webhooks")
        return _delivery(again)


def _belongs(db: Database, webhook_id: int, delivery_id: int) -> None:
    """Raises NotFoundError when a delivery is another webhook's."""
    if webhook_deliveries.get(db, delivery_id).webhook_id != webhook_id:
        raise NotFoundError(f"webhook {webhook_id} has no delivery {delivery_id}")


def _webhook(one: webhooks.Webhook) -> Webhook:
    paused, created = words.maybe(one.paused_until), words.moment(one.created_at)
    status: Any = one.status
    return Webhook(one.id, one.url, list(one.events), status, one.reason, paused, created)


def _delivery(one: Delivery) -> DeliveryView:
    return DeliveryView(
        id=one.id,
        event=one.event,
        status=one.status,
        attempts=one.attempts,
        code=one.code,
        reason=one.reason,
        created_at=words.moment(one.created_at),
        next_attempt_at=words.moment(one.next_attempt_at),
        finished_at=words.maybe(one.finished_at),
    )
