"""A send that passed the shape check: who gets it, what goes wrong with it, its place in the thread."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from zapbot.sandbox import faults, filled, identifiers, numbers, progress
from zapbot.sandbox.customers import Customer, somebody
from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.limits import Pair
from zapbot.sandbox.rules import ANSWERS, FATES, Rule
from zapbot.sandbox.threads import Bubble
from zapbot.sandbox.world import World

USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


@dataclass(slots=True)
class Accepted:
    """What the Graph API does about a request: the answer, and the rule that spoils it."""

    answer: dict[str, Any]
    bubble: Bubble | None
    rule: Rule | None
    failure: int | None

    def go(self, world: World, extra_seconds: float = 0.0) -> None:
        """Let the message travel."""
        if self.bubble:
            progress.begin(world, self.bubble, self.failure, extra_seconds)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a request is addressed to, and how the answer names them."""

    customer: Customer | None
    contact: dict[str, str]
    digits: str | None


def accept(world: World, payload: dict[str, Any], number: str) -> Accepted:
    """Take a request of a number in: find the customer, obey limits and rules, record it before it is answered."""
    recipient = find(world, payload)
    customer = recipient.customer
    id = customer.id if customer else None
    _within_limits(world, id, number)
    if customer and number in customer.blocked_by:
        raise faults.armed(130403)
    rule = world.rules.take(ANSWERS, id, number)
    if rule and rule.kind == "fail":
        raise faults.armed(rule.code, rule.details, rule.http_status)
    kind = payload.get("type", "text")
    wamid = identifiers.wamid(customer.address if customer else recipient.digits or "", "out")
    message = {"id": wamid}
    if kind == "template":
        message["message_status"] = "accepted"
    answer = {"messaging_product": "whatsapp", "contacts": [recipient.contact], "messages": [message]}
    if rule and not rule.accept:
        return Accepted(answer, None, rule, None)
    bubble = _record(world, recipient, payload, kind, wamid, number)
    return Accepted(answer, bubble, rule, _fate(world, customer, kind, number))


def find(world: World, payload: dict[str, Any]) -> Recipient:
    """The customer behind `to`, else behind `recipient`; `to` wins when both are given."""
    if "to" in payload:
        return _at_number(world, payload["to"])
    user_id = payload["recipient"]
    if not USER_ID.fullmatch(user_id):
        raise GraphError(131009, "recipient is not a valid business-scoped user ID.")
    customer = world.customers.at_user_id(user_id)
    return Recipient(customer, {"input": user_id, "user_id": user_id}, None)


def _at_number(world: World, written: str) -> Recipient:
    if USER_ID.fullmatch(written):
        raise GraphError(131009, "to must be a phone number; use recipient for a business-scoped user ID.")
    digits = numbers.digits(written)
    if digits is None:
        raise GraphError(131009, f"to is not a valid WhatsApp phone number: {written}")
    if digits in world.config.numbers.values():
        raise faults.armed(131021)
    customer = world.customers.at_number(digits) or _unknown(world, digits)
    wa_id = customer.phone if customer and customer.phone else digits
    return Recipient(customer, {"input": written, "wa_id": wa_id}, digits)


def _unknown(world: World, digits: str) -> Customer | None:
    if world.config.unknown_recipients == "refused":
        raise faults.armed(131030)
    if world.config.unknown_recipients == "undeliverable":
        return None
    customer = world.customers.add(somebody()[0], digits)
    world.tell_customer(customer)
    return customer


def _within_limits(world: World, id: str | None, number: str) -> None:
    now = time.monotonic()
    throughput = world.throughputs.get(number)
    if throughput and not throughput.take(now):
        raise faults.armed(130429)
    if world.config.pair_rate and id and not world.pairs.setdefault(f"{number} {id}", Pair()).take(now):
        raise faults.armed(131056)


def _record(world: World, recipient: Recipient, payload: dict[str, Any], kind: str, wamid: str, number: str) -> Bubble:
    customer = recipient.customer
    shown = filled.shown(world, payload["template"]) if kind == "template" else None
    message = {"type": kind, kind: payload[kind]}
    if "context" in payload:
        message["context"] = payload["context"]
    callback = payload.get("biz_opaque_callback_data")
    id = customer.id if customer else None
    now, to = time.time(), recipient.digits
    bubble = Bubble(wamid, id, "out", kind, message, now, "accepted", [], callback, to, number, shown)
    file = world.files.of(payload[kind])
    bubble.file = file.as_json() if file else None
    world.sends.add(bubble, payload)
    if customer:
        customer.thread.add(bubble)
    world.tell(bubble)
    return bubble


def _fate(world: World, customer: Customer | None, kind: str, number: str) -> int | None:
    rule = world.rules.take(FATES, customer.id if customer else None, number)
    if rule:
        return rule.code
    if customer is None:
        return 131026
    if kind != "template" and not _window_open(world, customer, number):
        return 131047
    return None


def _window_open(world: World, customer: Customer, number: str) -> bool:
    wrote = customer.wrote_at.get(number)
    return wrote is not None and time.time() - wrote < world.config.window_seconds
