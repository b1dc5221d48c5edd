"""Who looks at a page: the session behind the cookie, and the word by which a form proves that it is ours.

The cookie holds a reference of 256 random bits; the store knows only its hash. A reference the browser brings along
and the store does not know is never taken over: signing in always makes a new one.
"""

import asyncio
import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import Cookie, State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from sqlite_utils import Database

from zapbot import instance_key
from zapbot.settings import Settings, secret
from zapbot.store import journal, sessions
from zapbot.store.db import transaction
from zapbot.store.sessions import hash_of
from zapbot.store.users import ROLES, User
from zapbot.web.opened import opened

Connection = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, the token their forms carry, and the journal's last line before the page is made."""

    user: User
    session: str
    csrf: str
    journal: int = 0

    def may(self, role: str) -> bool:
        """Whether they have this role or a higher one."""
        return ROLES.index(self.user.role) <= ROLES.index(role)


def visitor(connection: Connection) -> Visitor | None:
    """Who asks, found once per request; None when nobody is signed in. It reads the store: call it in a thread."""
    known = connection.scope["state"]
    if "visitor" not in known:
        known["visitor"] = _visitor(connection)
    found: Visitor | None = known["visitor"]
    return found


def signed_in(role: str) -> Guard:
    """A guard that lets in who has at least this role; what changes something also needs the form's token."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        who = await asyncio.to_thread(visitor, connection)
        if who is None:
            raise NotAuthorizedException("sign in first")
        if not who.may(role):
            raise PermissionDeniedException(f"only for the role {role}")
        if isinstance(connection, Request) and connection.method not in SAFE:
            await _check_form(connection, who)

    guard.role = role  # type: ignore[attr-defined]
    return guard


agent, supervisor, admin = (signed_in(role) for role in reversed(ROLES))


def begin(connection: Connection, user: User) -> Cookie:
    """Start a session; the cookie that carries it. What the browser was signed in as before is over."""
    state, reference = connection.app.state, secrets.token_urlsafe(32)
    with opened(state) as db, transaction(db):
        sessions.end(db, hash_of(connection.cookies.get(_name(state.settings), "")))
        browser = connection.headers.get("user-agent", "")
        sessions.start(db, hash_of(reference), user.id, time.time(), address(connection), browser)
    return _cookie(state.settings, reference, int(sessions.LONGEST_SECONDS))


def end(connection: Connection) -> Cookie:
    """End the session of a request; the cookie that says so."""
    who, state = visitor(connection), connection.app.state
    if who is not None:
        with opened(state) as db, transaction(db):
            sessions.end(db, who.session)
    return _cookie(state.settings, "", 0)


def address(connection: Connection) -> str:
    """Where a request comes from."""
    return connection.client.host if connection.client else ""


def from_here(connection: Connection) -> bool:
    """Whether a request comes from a page of ours, as far as the browser says.

    A program says nothing; a browser on a plain http address says `null`, because our pages let no referrer out.
    """
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin in (None, "null") or origin.partition("://")[2] == connection.headers.get("host")


def key(state: State) -> bytes:
    """The secret of this installation."""
    return instance_key.instance_key(secret(state.settings.secret_key), state.settings.data_dir)


def _visitor(connection: Connection) -> Visitor | None:
    state = connection.app.state
    reference = connection.cookies.get(_name(state.settings))
    if not reference:
        return None
    hash, now = hash_of(reference), time.time()
    with opened(state) as db:
        found = sessions.user(db, hash, now)
        if found is None:
            return None
        user, seen_at = found
        if now - seen_at > sessions.NOTED_EVERY_SECONDS:
            _note(db, hash, now)
        seen = journal.newest(db)
    return Visitor(user, hash, _token(state, hash), seen)


def _note(db: Database, hash: str, now: float) -> None:
    """Write down that the session is in use, unless somebody else writes just now: a page never waits for that."""
    db.execute("pragma busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        sessions.seen(db, hash, now)


async def _check_form(connection: AnyRequest, who: Visitor) -> None:
    """Refuse what another site's page may have sent. Raises PermissionDeniedException."""
    given, ours = connection.headers.get(CSRF_HEADER, ""), from_here(connection)
    has_form = ours and not given and connection.content_type[0] in FORMS
    if has_form:
        given = str((await connection.form()).get(CSRF_FIELD, ""))
    if ours and hmac.compare_digest(given.encode(), who.csrf.encode()):
        return
    if has_form:
        await (await connection.form()).close()
    raise PermissionDeniedException("this form is not from a page of ours; load the page again")


def _token(state: State, hash: str) -> str:
    return hmac.new(instance_key.derive(key(state), "csrf"), hash.encode(), hashlib.sha256).hexdigest()


def is_secure(settings: Settings) -> bool:
    """Whether browsers reach us by https, so that cookies may insist on it."""
    return (settings.public_url or "").startswith("https://")


def _name(settings: Settings) -> str:
    return "__Host-zb_s" if is_secure(settings) else "zb_s"


def _cookie(settings: Settings, value: str, seconds: int) -> Cookie:
    lax: Literal["lax"] = "lax"
    return Cookie(
        _name(settings), path="/", value=value, max_age=seconds, httponly=True, secure=is_secure(settings), samesite=lax
    )
