"""`/admin/numbers`: how each number stands with WhatsApp, what is missing for it to work, what this month costs."""

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.datastructures import State

from zapbot import app
from zapbot.settings import Settings
from zapbot.store import charges, heartbeat, numbers, webhook_events
from zapbot.store.numbers import Number
from zapbot.web import sessions, spoken
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

if TYPE_CHECKING:
    from sqlite_utils import Database

TAB = "/admin/numbers"
DAY_SECONDS = 86_400.0
NOTICE_DAYS = 7
QUIET_DAYS = 3
"""After so many days without a webhook it is worth a look whether they still come."""


class Numbers(Controller):
    """All of them on one page; only to read."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State) -> Response[Any]:
        """How they are now."""
        from zapbot.desk import prices

        configured, now = state.settings, time.time()
        today = datetime.fromtimestamp(now, configured.zone)
        with opened(state) as db:
            shown = [_number(db, one, now) for one in numbers.listed(db)]
            notices = numbers.severe_since(db, now - NOTICE_DAYS * DAY_SECONDS)
            counts = charges.of_month(db, today.strftime("%Y-%m"))
            last, alive = webhook_events.newest_at(db), bool(heartbeat.alive(db, now))
        costs = prices.costs(counts, prices.parse(configured.prices))
        rows = [(one, prices.money(one.amount, configured.currency)) for one in costs]
        total = prices.money(prices.total(costs), configured.currency)
        context: dict[str, Any] = {
            "numbers": shown,
            "notices": notices,
            "last": last,
            "month": today.strftime("%m/%Y"),
            "costs": rows,
            "total": total,
        }
        hints = _hints(configured, last, alive, now)
        address = f"{(configured.public_url or 'https://…').rstrip('/')}/webhook"
        return spoken.page(
            request,
            "admin/numbers.html",
            section="admin",
            tab=TAB,
            hints=hints,
            address=address,
            rate=configured.messages_per_second,
            **context,
        )


def _number(db: "Database", one: Number, now: float) -> dict[str, Any]:
    from zapbot.desk.settle import stopped

    used = numbers.business_initiated(db, now - DAY_SECONDS, one.id)
    return {"about": one, "stopped": stopped(db, one.id), "used": used, "unlimited": one.limit == numbers.UNLIMITED}


def _hints(configured: Settings, last: float | None, alive: bool, now: float) -> list[str]:
    """What is not as it should be: keys of sentences that say what to do."""
    found = [] if alive else ["numbers.hint.worker"]
    if any(getattr(configured, name) in (None, "") for name in app.needed_to_send(configured)):
        found.append("numbers.hint.settings")
    if not (configured.public_url or "").startswith("https://"):
        found.append("numbers.hint.public_url")
    if last is None:
        found.append("numbers.hint.no_webhook")
    elif last < now - QUIET_DAYS * DAY_SECONDS:
        found.append("numbers.hint.quiet_webhook")
    if configured.channel == "cloud" and not configured.whatsapp_business_account_id:
        found.append("numbers.hint.account")
    return found if configured.prices else [*found, "numbers.hint.prices"]
