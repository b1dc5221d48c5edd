"""What was sent, what is on its way, and webhooks on request."""

from typing import Any

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from zapbot.sandbox import phone
from zapbot.sandbox.codes import CODES
from zapbot.sandbox.control.errors import existing, own_pages_only
from zapbot.sandbox.webhooks import payloads
from zapbot.sandbox.world import World

_LOGGED = frozenset({"webhook", "request"})


class NewWebhook(msgspec.Struct, forbid_unknown_fields=True):
    """Any change of the account, such as a template's new status."""

    field: str
    value: dict[str, Any]
    label: str | None = None


class Showing(msgspec.Struct, forbid_unknown_fields=True):
    """The chat a page has open."""

    showing: str | None = None


class OverviewApi(Controller):
    """Counters, logs and switches of the whole sandbox."""

    path = "/sandbox/api"
    guards = [own_pages_only]

    @get("/sends")
    async def sends(
        self, world: NamedDependency[World], since: FromQuery[int] = 0, limit: FromQuery[int] = 10_000
    ) -> dict[str, Any]:
        """Accepted sends after a cursor, in order of arrival."""
        found = world.sends.since(since, limit)
        return {"sends": found, "next": found[-1]["seq"] if found else since, "total": world.sends.total}

    @get("/codes")
    async def codes(self) -> dict[str, Any]:
        """The error codes worth arming."""
        return {"codes": [{"code": row.number, "title": row.title, "http": row.http_status} for row in CODES.values()]}

    @get("/log")
    async def log(self, world: NamedDependency[World]) -> dict[str, Any]:
        """The latest webhooks and requests."""
        recent = world.live.recent(_LOGGED, 100)
        return {"events": [{"name": event.name, "data": event.data} for event in recent]}

    @get("/state")
    async def state(self, world: NamedDependency[World]) -> dict[str, Any]:
        """How much of everything, where the event stream is, and what the sandbox was told."""
        config = world.config
        return {
            "cursor": world.live.cursor,
            "webhooks": {**world.delivery.counts, "held": world.delivery.held},
            "sends": world.sends.total,
            "customers": sum(1 for _ in world.customers),
            "rules": sum(1 for _ in world.rules),
            "started_at": world.started_at,
            "callback_url": config.callback_url,
            "phone_number_id": config.phone_number_id,
            "business_account_id": config.business_account_id,
            "display_phone_number": config.display_phone_number,
            "numbers": config.numbers,
            "verified_name": config.verified_name,
        }

    @post("/webhooks")
    async def webhook(self, world: NamedDependency[World], data: JSONBody[NewWebhook]) -> dict[str, bool]:
        """Post any webhook, signed."""
        world.delivery.post(data.label or data.field, payloads.envelope(world.config, data.field, data.value))
        return {"posted": True}

    @post("/webhooks/release", status_code=200)
    async def release(self, world: NamedDependency[World]) -> dict[str, int]:
        """End the holding of webhooks and let go what was held."""
        world.rules.clear("hold_webhooks")
        return {"released": world.delivery.release()}

    @post("/verify", status_code=200)
    async def verify(self, world: NamedDependency[World]) -> dict[str, Any]:
        """Ask the callback for its challenge, as Meta does when the address is saved."""
        return await world.delivery.verify()

    @put("/streams/{id:int}", status_code=204)
    async def showing(self, world: NamedDependency[World], id: FromPath[int], data: JSONBody[Showing]) -> None:
        """A page says which chat it shows."""
        phone.show(world, id, existing(world, data.showing) if data.showing else None)
