"""Access tokens: what somebody signed in shows for a quarter of an hour. HS256 and nothing else.

They are looked up each time: a person disabled, given a new role or a new password is so at once.
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from zapbot.desk import tokens
from zapbot.desk.scopes import OF_ROLE
from zapbot.errors import ConflictError, NotFoundError, NotSignedInError
from zapbot.store import audit, revoked_tokens, users
from zapbot.store.db import transaction
from zapbot.store.users import User

if TYPE_CHECKING:
    from jwt.types import Options

SECONDS = 15 * 60
PURPOSE = "access tokens"
_ALGORITHM, _ISSUER, _AUDIENCE = "HS256", "zapbot", "zapbot-api"
_CLAIMS = ["iss", "aud", "exp", "iat", "jti", "sub"]
_CLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls and what they may do; `name` is such as `user:3` or `token:ab12cd34`.

    `session` is the access token's own id and `expires_at` its end; an API token has neither.
    """

    name: str
    scopes: frozenset[str]
    session: str | None = None
    expires_at: float | None = None


def issue(user: User, key: bytes, now: float) -> str:
    """A token for a person who has just signed in."""
    import jwt

    claims = {"iss": _ISSUER, "aud": _AUDIENCE, "sub": f"user:{user.id}", "jti": secrets.token_urlsafe(12)}
    return jwt.encode({**claims, "iat": now, "exp": now + SECONDS}, key, _ALGORITHM)


def recognise(db: Database, token: str, key: bytes, now: float) -> Caller:
    """Whose token this is, of either kind. Raises NotSignedInError."""
    if token.startswith(tokens.PREFIX):
        found = tokens.recognise(db, token, now)
        return Caller(f"token:{found.id}", frozenset(found.scopes))
    return _session(db, token, key, now)


def revoke(db: Database, caller: Caller, now: float) -> None:
    """End this very token; an API token is ended by who made it."""
    if caller.session is None or caller.expires_at is None:
        raise ConflictError("only an access token ends this way; for an API token: `zapbot tokens revoke`")
    with transaction(db):
        revoked_tokens.add(db, caller.session, caller.expires_at, now)
        audit.append(db, now, caller.name, "logout")


def _session(db: Database, token: str, key: bytes, now: float) -> Caller:
    import jwt

    # the times are checked below, on the clock we were given
    options: Options = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False}
    try:
        claims = jwt.decode(token, key, [_ALGORITHM], options, audience=_AUDIENCE, issuer=_ISSUER)
        id, issued, expires = int(claims["sub"].removeprefix("user:")), float(claims["iat"]), float(claims["exp"])
        user = users.get(db, id)
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, NotFoundError):
        raise NotSignedInError("this token is not known here") from None
    current = issued >= user.valid_from and issued <= now + _CLOCK_SECONDS and now < expires
    if not current or user.disabled_at is not None or revoked_tokens.has(db, claims["jti"]):
        raise NotSignedInError("this token has ended; POST /api/auth/token gives another")
    return Caller(f"user:{user.id}", OF_ROLE[user.role], claims["jti"], expires)
