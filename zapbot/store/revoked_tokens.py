"""Access tokens that were given back before they ran out."""

from sqlite_utils import Database


def add(db: Database, id: str, expires_at: float, now: float) -> None:
    """End a token; those that have run out by themselves need no line any more."""
    db.execute("delete from revoked_tokens where expires_at <= ?", (now,))
    db.execute("insert or ignore into revoked_tokens (id, expires_at) values (?, ?)", (id, expires_at))


def has(db: Database, id: str) -> bool:
    """Whether a token was ended."""
    return db.execute("select 1 from revoked_tokens where id = ?", (id,)).fetchone() is not None
