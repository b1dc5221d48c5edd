"""Errors as RFC 9457 says: what is wrong in a word a program knows, and in a sentence a person understands."""

import re
import sqlite3
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from zapbot import errors
from zapbot.web.headers import PLAIN
from zapbot.web.opened import StartingError

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "5"
STATUSES: tuple[tuple[type[errors.ZapbotError], int], ...] = (
    (errors.NotSignedInError, 401),
    (errors.NotFoundError, 404),
    (errors.ConflictError, 409),
    (errors.UsageError, 400),
    (errors.NewerSchemaError, 503),
    (errors.ZapbotError, 422),
)
"""The first that fits counts: what is not named here is a request we understand and cannot fulfil."""


class FieldError(msgspec.Struct, frozen=True):
    """One field and what is wrong with it."""

    field: str
    reason: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was not fulfilled."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refused: no such path, a malformed body, too large, too often."""
    found = _fields(error.extra)
    detail = "; ".join(f"{one.field}: {one.reason}" for one in found) or _said(error)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return _response(error.status_code, None, detail, found, headers)


def ours(_: Request[Any, Any, Any], error: errors.ZapbotError) -> Response[bytes]:
    """What zapbot cannot do, with the sentence that says what to do instead."""
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return _response(status, _slug(error), str(error), [], headers)


def starting(_: Request[Any, Any, Any], __: StartingError) -> Response[bytes]:
    """The store is not open yet."""
    return _response(503, None, "zapbot is starting; try again in a moment", [], {"Retry-After": "1"})


def store(request: Request[Any, Any, Any], error: sqlite3.Error) -> Response[bytes]:
    """A store that is locked or full is so for a while; anything else is a bug."""
    from zapbot.store.db import failed

    if not failed(error):
        return unexpected(request, error)
    log.error("the store failed", path=request.url.path, reason=str(error))
    return _response(503, None, "the store cannot be used now; try again", [], {"Retry-After": RETRY_SECONDS})


def unreadable(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A body that is no text, or nested past all measure: the JSON reader stumbles over both in its own way."""
    return _response(400, None, f"the body is not JSON: {type(error).__name__}", [], {})


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A bug: the log gets all of it, the outside nothing."""
    log.error("request failed", path=request.url.path, exc_info=error)
    return _response(500, None, "internal error", [], {})


def _response(
    status: int, slug: str | None, detail: str, found: list[FieldError], headers: dict[str, str]
) -> Response[bytes]:
    title = HTTPStatus(status).phrase
    problem = Problem(f"urn:zapbot:{slug or title.lower().replace(' ', '-')}", title, status, detail, found)
    body = msgspec.json.encode(problem)
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers={**PLAIN, **headers})


def _slug(error: Exception) -> str:
    """`WindowClosedError` is `window-closed`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__.removesuffix("Error")).lower()


def _said(error: HTTPException) -> str:
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and not error.detail:
        return "internal error"
    return error.detail or HTTPStatus(error.status_code).phrase


def _fields(extra: Any) -> list[FieldError]:
    """What the framework found wrong, field by field."""
    if not isinstance(extra, list):
        return []
    return [FieldError(_name(one), str(one.get("message", "wrong"))) for one in extra if isinstance(one, dict)]


def _name(found: dict[str, Any]) -> str:
    return str(found.get("key") or found.get("source") or "body")
