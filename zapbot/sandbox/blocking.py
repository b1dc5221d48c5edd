"""Whom the business's numbers block: decided person by person, as some may fail (Cloud API, block users)."""

from __future__ import annotations

import time
from typing import Any

from zapbot.sandbox import numbers
from zapbot.sandbox.customers import Customer
from zapbot.sandbox.faults import GraphError, entry
from zapbot.sandbox.outgoing import USER_ID
from zapbot.sandbox.rules import BLOCKS
from zapbot.sandbox.world import World

SILENT = "User has not messaged in the last 24 hours"


def block(world: World, number: str, users: list[str]) -> dict[str, Any]:
    """Block people who wrote to the number lately; the answer. Raises GraphError when it takes nothing at all."""
    _refuse_if_armed(world, number)
    return _each(world, "added_users", users, lambda customer: _block(world, number, customer))


def unblock(world: World, number: str, users: list[str]) -> dict[str, Any]:
    """Block people no more; the answer. Raises GraphError when it takes nothing at all."""
    _refuse_if_armed(world, number)
    return _each(world, "removed_users", users, lambda customer: customer.blocked_by.discard(number))


def listed(world: World, number: str) -> list[dict[str, str]]:
    """Whom a number blocks."""
    blocked = [customer for customer in world.customers if number in customer.blocked_by]
    return [{"messaging_product": "whatsapp", "wa_id": customer.address} for customer in blocked]


def failed(answer: dict[str, Any]) -> bool:
    """Whether somebody of a request could not be changed."""
    return "failed_users" in answer["block_users"]


def _refuse_if_armed(world: World, number: str) -> None:
    rule = world.rules.take(BLOCKS, None, number)
    if rule:
        raise GraphError(rule.code, rule.details, http_status=rule.http_status)


def _block(world: World, number: str, customer: Customer) -> dict[str, Any] | None:
    """Why somebody cannot be blocked, None when they are."""
    wrote = customer.wrote_at.get(number)
    if wrote is None or time.time() - wrote >= world.config.window_seconds:
        return _error(131047, SILENT)
    if sum(number in one.blocked_by for one in world.customers) >= world.config.most_blocked:
        return _error(139101)
    customer.blocked_by.add(number)
    return None


def _each(world: World, done: str, users: list[str], change: Any) -> dict[str, Any]:
    changed, unchanged = [], []
    for user in users:
        customer = _find(world, user)
        named = {"input": user, **({"wa_id": customer.address} if customer else {})}
        error = change(customer) if customer else _error(131009, f"{user} is no WhatsApp user.")
        if error:
            unchanged.append({**named, "errors": [error]})
        else:
            changed.append(named)
            if customer:
                world.tell_customer(customer)
    lists = {done: changed} | ({"failed_users": unchanged} if unchanged else {})
    return {"messaging_product": "whatsapp", "block_users": lists}


def _find(world: World, user: str) -> Customer | None:
    if USER_ID.fullmatch(user):
        return world.customers.at_user_id(user)
    digits = numbers.digits(user)
    return world.customers.at_number(digits) if digits else None


def _error(code: int, details: str | None = None) -> dict[str, Any]:
    known = entry(code, details)
    return {key: known[key] for key in ("message", "code", "error_data")}
