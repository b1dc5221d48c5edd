"""The same calls as 360dialog has them: no version, no number, a key instead of a token."""

from typing import Any

from litestar import Controller, Request, delete, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from zapbot.sandbox import blocking
from zapbot.sandbox.files import DOWNLOADS
from zapbot.sandbox.graph import media
from zapbot.sandbox.graph.blocking import changed, listed, named
from zapbot.sandbox.graph.doors import unknown_node
from zapbot.sandbox.graph.messages import taken
from zapbot.sandbox.world import World

UPLOAD = 101 * 1024 * 1024


def key_required(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse another key than the number's; a token is none."""
    if connection.headers.get("d360-api-key") != connection.app.state.world.config.access_token:
        raise NotAuthorizedException("Invalid api token")


class Dialog360(Controller):
    """One number behind one key."""

    guards = [key_required]

    @post("/messages", status_code=200)
    async def send(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> Response[bytes]:
        """Send a message, or mark the customer's as read."""
        return await taken(request, world, world.config.phone_number_id)

    @get("/block_users")
    async def blocked(self, world: NamedDependency[World]) -> dict[str, Any]:
        """Whom the number blocks."""
        return listed(world, world.config.phone_number_id)

    @post("/block_users", status_code=200)
    async def block(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> Response[dict[str, Any]]:
        """Block people."""
        users = named(await request.body())
        return changed(request, blocking.block(world, world.config.phone_number_id, users))

    @delete("/block_users", status_code=200)
    async def unblock(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> Response[dict[str, Any]]:
        """Block people no more."""
        users = named(await request.body())
        return changed(request, blocking.unblock(world, world.config.phone_number_id, users))

    @post("/media", status_code=200, request_max_body_size=UPLOAD)
    async def upload(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> dict[str, str]:
        """Take a file."""
        return {"id": (await media.uploaded(world, await request.form())).id}

    @get("/{node:str}")
    async def show(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, Any]:
        """A file, at an address of Meta's that is not where it can be read with this key."""
        file = media.resolve(world, node, world.config.files_at or "")
        if file is None:
            raise unknown_node(node)
        return file

    @delete("/{node:str}", status_code=200)
    async def remove(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, bool]:
        """Forget a file."""
        if not world.files.remove(node):
            raise unknown_node(node, "delete")
        return {"success": True}


class Dialog360Files(Controller):
    """The bytes, at Meta's path."""

    path = DOWNLOADS
    guards = [key_required]

    @get()
    async def show(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> Response[Any]:
        """The bytes of an address that is still good."""
        return media.downloaded(request, world)
