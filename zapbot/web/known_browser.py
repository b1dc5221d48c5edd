"""Browsers somebody signed in with before: others' guesses from the same address do not keep them out.

The cookie lets nobody in. It is good for one e-mail address only, and its tries are counted by themselves.
"""

import hmac
import secrets
from hashlib import sha256

from litestar.datastructures import Cookie

from zapbot.instance_key import derive
from zapbot.web.sessions import Connection

COOKIE = "zb_k"
PURPOSE = "known browsers"
SECONDS = 180 * 24 * 3600


def remembered(key: bytes, email: str, secure: bool) -> Cookie:
    """The cookie of a browser in which somebody signed in."""
    name = secrets.token_urlsafe(12)
    value = f"{name}.{_signature(key, name, email)}"
    return Cookie(COOKIE, path="/sign-in", value=value, max_age=SECONDS, httponly=True, secure=secure, samesite="lax")


def counted_as(key: bytes, connection: Connection, email: str, address: str) -> str:
    """Under which name tries for an e-mail address count: the browser's when it is known for that one."""
    name, _, signature = connection.cookies.get(COOKIE, "").partition(".")
    ours = hmac.compare_digest(_signature(key, name, email).encode(), signature.encode())
    return f"browser {name}" if ours else address


def _signature(key: bytes, name: str, email: str) -> str:
    return hmac.new(derive(key, PURPOSE), f"{name} {email.strip().lower()}".encode(), sha256).hexdigest()
