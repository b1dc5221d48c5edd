"""API tokens: `zb_<id>_<secret>`, shown once when made; a program's name and what it may do."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.desk.scopes import SCOPES
from zapbot.errors import NotSignedInError, UsageError
from zapbot.store import api_tokens, audit
from zapbot.store.api_tokens import ApiToken
from zapbot.store.db import transaction

PREFIX = "zb_"
SEEN_SECONDS = 3600.0
"""How exactly it is kept when a token was last used: reading must not write each time."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token's id, and the only time all of it is known."""

    id: str
    token: str


def add(db: Database, name: str, scopes: tuple[str, ...], who: str, now: float, expires_at: float | None) -> NewToken:
    """Make a token. Raises UsageError when it could do nothing, or what nobody knows."""
    wrong = [scope for scope in scopes if scope not in SCOPES]
    if wrong or not scopes:
        said = f"{', '.join(wrong)} is no scope" if wrong else "a token needs a scope"
        raise UsageError(f"{said}; there are {', '.join(SCOPES)}")
    if not name.strip():
        raise UsageError("a token needs a name that says which program has it")
    id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    with transaction(db):
        api_tokens.add(db, id, name.strip(), _hash(secret), tuple(dict.fromkeys(scopes)), who, now, expires_at)
        audit.append(db, now, who, "token.added", f"token:{id}", name=name.strip(), scopes=scopes)
    return NewToken(id, f"{PREFIX}{id}_{secret}")


def revoke(db: Database, id: str, who: str, now: float) -> None:
    """End a token. Raises NotFoundError."""
    with transaction(db):
        api_tokens.revoke(db, id, now)
        audit.append(db, now, who, "token.revoked", f"token:{id}")


def recognise(db: Database, token: str, now: float) -> ApiToken:
    """The token whose secret this is. Raises NotSignedInError."""
    id, _, secret = token.removeprefix(PREFIX).partition("_")
    expected = api_tokens.secret_hash(db, id)
    same = hmac.compare_digest(_hash(secret), expected or "")
    found = api_tokens.find(db, id)
    if not same or found is None:
        raise NotSignedInError("this token is not known here")
    if found.revoked_at is not None or (found.expires_at is not None and found.expires_at <= now):
        raise NotSignedInError("this token has ended; `zapbot tokens add` makes another")
    if found.seen_at is None or now - found.seen_at >= SEEN_SECONDS:
        api_tokens.seen(db, id, now)
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
