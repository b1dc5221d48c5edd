"""`POST /{version}/{phone number id}/messages`: sends, read receipts and the faults armed against them."""

import asyncio
import time
from typing import Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from zapbot.sandbox import connection, outgoing, phone
from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.graph.media import check_source
from zapbot.sandbox.rules import Rule
from zapbot.sandbox.shapes import request as shapes
from zapbot.sandbox.world import World

TYPING_SECONDS = 25
BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

_encode = msgspec.json.Encoder().encode


class Messages(Controller):
    """Outgoing messages (Cloud API, messages)."""

    path = "/{version:str}/{node:str}/messages"
    guards = [token_required]

    @post(status_code=200)
    async def create(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> Response[bytes]:
        """Send a message, or mark the customer's as read."""
        if node not in world.config.numbers:
            raise unknown_node(node, "post")
        return await taken(request, world, node)


async def taken(request: Request[Any, Any, Any], world: World, number: str) -> Response[bytes]:
    """The answer to a message or receipt posted for a number. Raises GraphError when Meta would not take it."""
    payload = _decode(await request.body())
    if isinstance(payload, dict) and "status" in payload:
        return _receipt(world, payload)
    shapes.check_message(payload)
    _check_target(world, payload)
    check_source(world, payload)
    accepted = outgoing.accept(world, payload, number)
    if accepted.rule:
        return await _spoil(request, world, accepted, accepted.rule)
    if world.config.latency_seconds:
        await asyncio.sleep(world.config.latency_seconds)
    accepted.go(world)
    return _json(accepted.answer)


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GraphError(100, message="(#100) The parameter messaging_product is required.") from None


def _receipt(world: World, payload: dict[str, Any]) -> Response[bytes]:
    shapes.check_receipt(payload)
    customer = phone.read_by_business(world, payload["message_id"])
    if customer is None:
        raise GraphError(131009, f"message_id {payload['message_id']} does not exist.")
    if "typing_indicator" in payload:
        world.live.add("typing", {"customer": customer.id, "until": time.time() + TYPING_SECONDS})
    return _json({"success": True})


def _check_target(world: World, payload: dict[str, Any]) -> None:
    """A reaction needs a message of this chat that is not itself a reaction (Cloud API, reaction messages)."""
    if payload.get("type") != "reaction":
        return
    customer = outgoing.find(world, payload).customer
    target = customer and customer.thread.find(payload["reaction"]["message_id"])
    if not target or target.kind == "reaction":
        raise GraphError(131009, "reaction['message_id'] is not a message of this conversation.")


async def _spoil(
    request: Request[Any, Any, Any], world: World, accepted: outgoing.Accepted, rule: Rule
) -> Response[bytes]:
    """Answer as an armed rule says; the message itself travels if the rule lets it."""
    accepted.go(world, rule.seconds if rule.kind == "cut" else 0.0)
    if rule.kind == "cut":
        request.scope["state"]["graph_cut"] = True
        await request.scope["state"][connection.KEY].cut()
    if rule.kind == "slow":
        await asyncio.sleep(rule.seconds)
    if rule.kind == "bad_gateway":
        return Response(BAD_GATEWAY, status_code=502, media_type="text/html")
    if rule.kind == "garbage":
        return Response(b"\x00\xff{not json", media_type="application/json")
    return _json(accepted.answer)


def _json(answer: dict[str, Any]) -> Response[bytes]:
    return Response(_encode(answer), media_type="application/json")
