"""What a customer does with the phone: write, tap, react, look."""

from __future__ import annotations

import time
from typing import Any

from zapbot.sandbox import identifiers, options, progress
from zapbot.sandbox.customers import Customer
from zapbot.sandbox.files import StoredFile
from zapbot.sandbox.threads import Bubble
from zapbot.sandbox.webhooks import payloads
from zapbot.sandbox.world import World

_OPENS_NO_WINDOW = frozenset({"system", "reaction"})


def say(world: World, customer: Customer, text: str, reply_to: str | None = None, number: str = "") -> Bubble:
    """Write a text, maybe quoting a message."""
    message: dict[str, Any] = {"type": "text", "text": {"body": text}}
    if reply_to:
        message["context"] = _context(world, reply_to, number)
    return bring(world, customer, message, number)


def tap(world: World, customer: Customer, wamid: str, id: str) -> Bubble:
    """Choose a button or a row of a message; LookupError if there is no such choice."""
    bubble = customer.thread.find(wamid)
    answer = options.answer(bubble.message, id, bubble.shown) if bubble and bubble.direction == "out" else None
    if answer is None or bubble is None:
        raise LookupError(f"{wamid} offers no option {id!r} to {customer.name}")
    return bring(world, customer, {"context": _context(world, wamid, bubble.number), **answer}, bubble.number)


def react(world: World, customer: Customer, wamid: str, emoji: str) -> Bubble:
    """Put an emoji under a message; an empty one takes it away."""
    bubble = customer.thread.find(wamid)
    message = {"type": "reaction", "reaction": {"message_id": wamid, "emoji": emoji}}
    return bring(world, customer, message, bubble.number if bubble else "")


def send_file(
    world: World,
    customer: Customer,
    kind: str,
    file: StoredFile,
    base: str,
    caption: str | None = None,
    voice: bool = False,
    reply_to: str | None = None,
    number: str = "",
) -> Bubble:
    """Send a picture, film, sound, document or sticker; `base` is the address of this sandbox."""
    media = file.announced(base, time.time())
    media |= {"caption": caption} if caption else {}
    media |= {"filename": file.filename} if kind == "document" else {}
    media |= {"voice": voice} if kind == "audio" else {}
    media |= {"animated": False} if kind == "sticker" else {}
    message: dict[str, Any] = {"type": kind, kind: media}
    quoted = {"context": _context(world, reply_to, number)} if reply_to else {}
    return bring(world, customer, message | quoted, number)


def bring(world: World, customer: Customer, message: dict[str, Any], number: str = "") -> Bubble:
    """Hand any message object to a number of the business; what identifies it is filled in where missing.

    A number that blocks the customer is not told.
    """
    now = time.time()
    written: dict[str, Any] = {}
    if customer.phone:
        written["from"] = customer.phone
    written["from_user_id"] = customer.user_id
    written["id"] = identifiers.wamid(customer.address, "in")
    written["timestamp"] = str(int(now))
    written = {key: value for key, value in {**written, **message}.items() if value is not None}
    bubble = _keep(world, customer, written, now, number or world.config.phone_number_id)
    if bubble.number in customer.blocked_by:  # the phone shows one tick for ever, the business hears nothing
        return bubble
    body = payloads.message(world.config, customer, written, bubble.number)
    label = written.get("type", "?")
    world.delivery.post(label, body, customer.id, lambda: _arrived(world, bubble))
    return bubble


def read_by_business(world: World, message_id: str) -> Customer | None:
    """Blue ticks for this message and all before it; None when nobody wrote it."""
    customer = world.customer(world.writers.get(message_id))
    if customer is None:
        return None
    for bubble in customer.thread.until(message_id):
        if bubble.status != "read":
            bubble.advance("read", time.time())
            world.tell(bubble)
    return customer


def show(world: World, viewer: int, customer: Customer | None) -> None:
    """A page shows this chat now, and no other."""
    for other in world.customers:
        other.viewers.discard(viewer)
    if customer:
        customer.viewers.add(viewer)
        progress.catch_up(world, customer.id)


def _keep(world: World, customer: Customer, written: dict[str, Any], now: float, number: str) -> Bubble:
    wamid, kind = str(written.get("id")), str(written.get("type"))
    bubble = Bubble(wamid, customer.id, "in", kind, written, now, "pending", number=number)
    file = world.files.of(written.get(kind))
    bubble.file = file.as_json() if file else None
    customer.thread.add(bubble)
    world.wrote(customer, wamid)
    if kind not in _OPENS_NO_WINDOW and number not in customer.blocked_by:
        customer.wrote(number, _moment(written, now))
    world.tell(bubble)
    return bubble


def _moment(written: dict[str, Any], now: float) -> float:
    try:
        seconds = float(written["timestamp"])
    except (KeyError, TypeError, ValueError):
        return now
    return seconds / 1000 if seconds >= 1e12 else seconds


def _arrived(world: World, bubble: Bubble) -> None:
    if bubble.status == "pending":
        bubble.advance("delivered", time.time())
        world.tell(bubble)


def _context(world: World, wamid: str, number: str) -> dict[str, str]:
    return {"from": world.config.numbers[number or world.config.phone_number_id], "id": wamid}
