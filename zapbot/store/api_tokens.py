"""Tokens by which programs use the API. Of the secret only its SHA-256 is kept."""

from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_by: str | None
    created_at: float
    expires_at: float | None
    seen_at: float | None
    revoked_at: float | None


_COLUMNS = "id, name, scopes, created_by, created_at, expires_at, seen_at, revoked_at"


def add(
    db: Database,
    id: str,
    name: str,
    secret_hash: str,
    scopes: tuple[str, ...],
    created_by: str,
    at: float,
    expires_at: float | None,
) -> None:
    """Keep a new token."""
    db.execute(
        "insert into api_tokens (id, name, secret_hash, scopes, created_by, created_at, expires_at) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        (id, name, secret_hash, msgspec.json.encode(scopes).decode(), created_by, at, expires_at),
    )


def find(db: Database, id: str) -> ApiToken | None:
    """A token by its id."""
    row = db.execute(f"select {_COLUMNS} from api_tokens where id = ?", (id,)).fetchone()
    return _token(row) if row else None


def secret_hash(db: Database, id: str) -> str | None:
    """What a secret is checked against."""
    row = db.execute("select secret_hash from api_tokens where id = ?", (id,)).fetchone()
    return row[0] if row else None


def listed(db: Database) -> list[ApiToken]:
    """Every token, the newest first."""
    rows = db.execute(f"select {_COLUMNS} from api_tokens order by created_at desc, id")
    return [_token(row) for row in rows.fetchall()]


def revoke(db: Database, id: str, at: float) -> None:
    """End a token; twice is the same as once. Raises NotFoundError."""
    if not db.execute("update api_tokens set revoked_at = coalesce(revoked_at, ?) where id = ?", (at, id)).rowcount:
        raise NotFoundError(f"there is no token {id}; `zapbot tokens list` shows all")


def seen(db: Database, id: str, at: float) -> None:
    """The token was used."""
    db.execute("update api_tokens set seen_at = ? where id = ?", (at, id))


def _token(row: tuple[str, str, str, str | None, float, float | None, float | None, float | None]) -> ApiToken:
    return ApiToken(row[0], row[1], tuple(msgspec.json.decode(row[2])), *row[3:])
