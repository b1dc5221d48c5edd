"""How the control API says no."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from zapbot.sandbox.customers import Customer
from zapbot.sandbox.world import World


class Conflict(ClientException):
    """The request makes sense, but not now."""

    status_code = 409


def own_pages_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Other web sites open in the same browser have no business here; programs send no such header."""
    if connection.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise PermissionDeniedException("the control API is not for other sites")


def existing(world: World, id: str) -> Customer:
    """The customer with this id, or a 404."""
    customer = world.customers.get(id)
    if customer is None:
        raise NotFoundException(f"no customer {id}")
    return customer
