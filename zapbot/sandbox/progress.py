"""What becomes of an accepted message: sent, delivered, read, or failed, each announced (Cloud API, statuses)."""

from __future__ import annotations

import time
from typing import Any

from zapbot.sandbox import faults
from zapbot.sandbox.threads import Bubble
from zapbot.sandbox.webhooks import payloads
from zapbot.sandbox.world import World


def begin(world: World, bubble: Bubble, failure: int | None, extra_seconds: float = 0.0) -> None:
    """Start the way of an accepted message; a failure code ends it before `sent`."""
    wait = world.config.sent_after_seconds + extra_seconds
    if failure is not None:
        world.after(wait, lambda: _fail(world, bubble, failure))
        return
    world.after(wait, lambda: _sent(world, bubble))


def catch_up(world: World, customer_id: str) -> None:
    """The phone came online, or its chat was opened: deliver and read what was waiting."""
    customer = world.customer(customer_id)
    if customer is None or not customer.online:
        return
    for bubble in customer.thread.all():
        if bubble.direction == "out" and bubble.status == "sent":
            _delivered(world, bubble)
        elif bubble.direction == "out" and bubble.status == "delivered" and customer.reads:
            _look(world, bubble)


def _sent(world: World, bubble: Bubble) -> None:
    _announce(world, bubble, "sent")
    if bubble.kind == "reaction":
        # Meta reports only `sent` for the business's reactions.
        return
    gap = max(0.0, world.config.delivered_after_seconds - world.config.sent_after_seconds)
    world.after(gap, lambda: _delivered(world, bubble))


def _delivered(world: World, bubble: Bubble) -> None:
    customer = world.customer(bubble.customer_id)
    if bubble.status != "sent" or customer is None or not customer.online:
        return
    _announce(world, bubble, "delivered")
    if customer.reads:
        _look(world, bubble)


def _look(world: World, bubble: Bubble) -> None:
    customer = world.customer(bubble.customer_id)
    wait = 0.0 if customer and customer.auto_read else world.config.read_after_seconds
    world.after(wait, lambda: _read(world, bubble))


def _read(world: World, bubble: Bubble) -> None:
    customer = world.customer(bubble.customer_id)
    if bubble.status == "delivered" and customer and customer.reads:
        _announce(world, bubble, "read")


def _fail(world: World, bubble: Bubble, code: int) -> None:
    _announce(world, bubble, "failed", code)


def _announce(world: World, bubble: Bubble, status: str, code: int | None = None) -> None:
    now = time.time()
    bubble.advance(status, now, code)
    world.tell(bubble)
    customer = world.customer(bubble.customer_id)
    body = payloads.status(world.config, customer, _entry(world, bubble, status, now, code), bubble.number)
    world.delivery.post(status, body, bubble.customer_id)


def _entry(world: World, bubble: Bubble, status: str, now: float, code: int | None) -> dict[str, Any]:
    customer = world.customer(bubble.customer_id)
    entry: dict[str, Any] = {"id": bubble.wamid, "status": status, "timestamp": str(int(now))}
    recipient = customer.phone if customer else bubble.recipient
    if recipient:
        entry["recipient_id"] = recipient
    if customer and not (code is not None and recipient):
        entry["recipient_user_id"] = customer.user_id
    if bubble.callback is not None:
        entry["biz_opaque_callback_data"] = bubble.callback
    if status in ("sent", "delivered"):
        category = _category(world, bubble)
        entry["pricing"] = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
    if code is not None:
        entry["errors"] = [faults.entry(code)]
    return entry


def _category(world: World, bubble: Bubble) -> str:
    """What a message is charged as."""
    if bubble.kind != "template":
        return "service"
    sent = bubble.message["template"]
    template = world.templates.find(sent["name"], sent["language"]["code"])
    return template.category.lower() if template else "utility"
