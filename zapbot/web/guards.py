"""Who may see a page."""

from ipaddress import ip_address
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")


def from_this_machine(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let in only a browser on this very machine: no proxy between, and no foreign name that leads here.

    A name that points at 127.0.0.1 would let another site's page read ours. Raises PermissionDeniedException.
    """
    client = connection.client.host if connection.client else ""
    if not _is_loopback(client) or _is_forwarded(connection) or not _is_loopback(connection.url.hostname or ""):
        raise PermissionDeniedException("only from this machine until there is signing in")


def _is_forwarded(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    return any(name in FORWARDED or name.startswith("x-forwarded") for name in connection.headers)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
