"""What a sign-in form carries: that it is ours, and who has shown the first step and still owes the code."""

import hmac
import secrets
from hashlib import sha256

from sqlite_utils import Database

from zapbot.errors import NotFoundError, NotSignedInError
from zapbot.instance_key import derive
from zapbot.store import users
from zapbot.store.users import User
from zapbot.web.sessions import Connection

COOKIE, FIELD = "zb_f", "form"
PURPOSE = "sign-in forms"
SECONDS = 300.0
"""How long somebody may look for the code."""


def mark(connection: Connection) -> str:
    """A word for the browser's cookie and the form's field; the one it has already when there is one."""
    return connection.cookies.get(COOKIE) or secrets.token_urlsafe(16)


def is_ours(connection: Connection, field: str) -> bool:
    """Whether a form was one of ours, when the browser hides where it comes from: cookie and field say the same."""
    if connection.headers.get("sec-fetch-site") is not None or connection.headers.get("origin") != "null":
        return True
    cookie = connection.cookies.get(COOKIE, "")
    return bool(cookie) and hmac.compare_digest(cookie.encode(), field.encode())


def made(key: bytes, user: User, now: float) -> str:
    """Who was right with password or link, signed; a new password makes it worthless."""
    until = f"{now + SECONDS:.0f}"
    return f"{user.id}.{until}.{_signature(key, user, until)}"


def shown(db: Database, key: bytes, text: str, now: float) -> User:
    """Whose it is. Raises NotSignedInError when it is too old, not ours, or theirs no more."""
    id, _, rest = text.partition(".")
    until, _, signature = rest.partition(".")
    if not (id.isascii() and id.isdecimal() and until.isascii() and until.isdecimal()) or float(until) < now:
        raise NotSignedInError("this took too long; begin again")
    try:
        user = users.get(db, int(id[:15]))
    except NotFoundError:
        raise NotSignedInError from None
    if user.disabled_at is not None or not hmac.compare_digest(
        _signature(key, user, until).encode(), signature.encode()
    ):
        raise NotSignedInError
    return user


def _signature(key: bytes, user: User, until: str) -> str:
    said = f"{user.id} {until} {user.valid_from!r}"
    return hmac.new(derive(key, PURPOSE), said.encode(), sha256).hexdigest()
