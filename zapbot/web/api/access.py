"""Who calls, what they may do, how often: around every route of the API. Cookies are never read."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from zapbot.desk import access, scopes
from zapbot.desk.access import Caller
from zapbot.errors import NotSignedInError
from zapbot.instance_key import derive, instance_key
from zapbot.settings import secret
from zapbot.web.opened import opened
from zapbot.web.throttle import Counted, Throttle

Connection = ASGIConnection[Any, Any, Any, Any]

MINUTE = 60.0
JSON = "application/json"


class Gate:
    """Middleware: finds the caller of a token, counts the call, and says in headers how many are left."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call through. Raises TooManyRequestsException and NotSignedInError."""
        connection: Connection = ASGIConnection(scope)
        state = connection.app.state
        caller, refused = await _caller(connection, state)
        counted = _throttle(state).count(caller.name if caller else address(connection), time.monotonic())
        if counted.over:
            retry = {"Retry-After": _seconds(counted), **_headers(counted)}
            raise TooManyRequestsException(f"more than {counted.limit} calls in a minute", headers=retry)
        if refused is not None:
            raise refused
        _check_type(connection)
        scope["user"], scope["auth"] = caller, None
        told = [(name.lower().encode(), value.encode()) for name, value in _headers(counted).items()]

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        await self._app(scope, receive, marked)


@dataclass(frozen=True, slots=True)
class Needs:
    """A guard that lets in who has a scope; without one everybody, which is said on purpose."""

    scope: str | None

    def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Raises NotAuthorizedException for strangers and PermissionDeniedException for who may not."""
        if self.scope is None:
            return
        caller: Caller | None = connection.scope["user"]
        if caller is None:
            raise NotAuthorizedException(str(NotSignedInError()))
        if not scopes.allow(caller.scopes, self.scope):
            raise PermissionDeniedException(f"this needs the scope {self.scope}, which {caller.name} has not")


needs = Needs
anyone = Needs(None)


def address(connection: Connection) -> str:
    """Where a call comes from."""
    return connection.client.host if connection.client else ""


def key(state: State) -> bytes:
    """What access tokens are signed with."""
    settings = state.settings
    return derive(instance_key(secret(settings.secret_key), settings.data_dir), access.PURPOSE)


def _check_type(connection: Connection) -> None:
    """Refuse a body that says it is something else than JSON: a form of another site can be posted without asking."""
    kind = connection.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if kind != JSON and "data" in connection.scope["route_handler"].parsed_fn_signature.parameters:
        raise HTTPException(status_code=415, detail=f"send the body as {JSON}")


async def _caller(connection: Connection, state: State) -> tuple[Caller | None, NotSignedInError | None]:
    """Who has this token, or why nobody has: a wrong token is counted too."""
    given = connection.headers.get("authorization", "")
    if not given:
        return None, None
    kind, _, token = given.partition(" ")
    if kind.lower() != "bearer":
        return None, NotSignedInError("write the header as `Authorization: Bearer <token>`")
    try:
        return await asyncio.to_thread(_recognise, state, token.strip()), None
    except NotSignedInError as error:
        return None, error


def _recognise(state: State, token: str) -> Caller:
    with opened(state) as db:
        return access.recognise(db, token, key(state), time.time())


def _throttle(state: State) -> Throttle:
    if "api_calls" not in state:
        state.api_calls = Throttle(state.settings.api_per_minute, MINUTE)
    calls: Throttle = state.api_calls
    return calls


def _headers(counted: Counted) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(counted.limit),
        "RateLimit-Remaining": str(counted.remaining),
        "RateLimit-Reset": _seconds(counted),
    }


def _seconds(counted: Counted) -> str:
    return str(max(1, round(counted.reset)))
