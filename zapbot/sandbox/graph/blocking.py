"""`/{version}/{phone number id}/block_users`: whom a number blocks (Cloud API, block users)."""

from typing import Any

import msgspec
from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from zapbot.sandbox import blocking
from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.shapes.blocking import users
from zapbot.sandbox.world import World


class BlockUsers(Controller):
    """The people a number blocks."""

    path = "/{version:str}/{node:str}/block_users"
    guards = [token_required]

    @get()
    async def index(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, Any]:
        """Who is blocked."""
        _number_only(world, node, "get")
        return listed(world, node)

    @post(status_code=200)
    async def create(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> Response[dict[str, Any]]:
        """Block people."""
        _number_only(world, node, "post")
        return changed(request, blocking.block(world, node, named(await request.body())))

    @delete(status_code=200)
    async def remove(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> Response[dict[str, Any]]:
        """Block people no more."""
        _number_only(world, node, "delete")
        return changed(request, blocking.unblock(world, node, named(await request.body())))


def named(body: bytes) -> list[str]:
    """Whom a request names. Raises GraphError."""
    try:
        return users(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GraphError(100, message="(#100) The parameter messaging_product is required.") from None


def listed(world: World, number: str) -> dict[str, Any]:
    """The answer to who asks whom a number blocks."""
    return {"data": [{"block_users": blocking.listed(world, number)}]}


def changed(request: Request[Any, Any, Any], answer: dict[str, Any]) -> Response[dict[str, Any]]:
    """The answer to a change: an error too when it failed for somebody, beside the lists that say for whom."""
    if not blocking.failed(answer):
        return Response(answer)
    error = GraphError(139100, "Failed to block some users, see the block_users response list for details")
    request.scope["state"]["graph_code"] = error.code
    return Response({**answer, **error.body()}, status_code=error.http_status)


def _number_only(world: World, node: str, method: str) -> None:
    if node not in world.config.numbers:
        raise unknown_node(node, method)
