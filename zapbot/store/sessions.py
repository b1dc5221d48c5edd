"""Who is signed in where. A session is known by the hash of its reference, which only the browser has."""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.store.users import User

IDLE_SECONDS = 12 * 3600.0
LONGEST_SECONDS = 7 * 24 * 3600.0
"""Signed out after this much silence, and after this long in any case."""
NOTED_EVERY_SECONDS = 60.0
LINK_SECONDS = 24 * 3600.0
"""How long a sign-in link can be used."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser somebody is signed in with. Times are seconds since 1970."""

    hash: str
    user_id: int
    created_at: float
    seen_at: float
    address: str
    browser: str


_COLUMNS = "hash, user_id, created_at, seen_at, address, browser"
_USER = "u.id, u.email, u.name, u.role, u.valid_from, u.disabled_at, u.created_at, u.seen_at, u.language, u.preferences"
_VALID = (
    f"select {_USER}, s.seen_at from sessions s join users u on u.id = s.user_id where s.hash = ? "
    "and s.seen_at > ? and s.created_at > ? and u.disabled_at is null and s.created_at >= u.valid_from"
)


def hash_of(reference: str) -> str:
    """What a session or a link is known by."""
    return hashlib.sha256(reference.encode()).hexdigest()


def start(db: Database, hash: str, user_id: int, now: float, address: str, browser: str) -> None:
    """Somebody signed in."""
    db.execute(
        "insert into sessions (hash, user_id, created_at, seen_at, address, browser) values (?, ?, ?, ?, ?, ?)",
        (hash, user_id, now, now, address, browser[:200]),
    )


def user(db: Database, hash: str, now: float) -> tuple[User, float] | None:
    """Whose session this is and when it was last noted; None when it is over or the person may not sign in any more."""
    row = db.execute(_VALID, (hash, *_begun(now))).fetchone()
    return (User(*row[:10]), float(row[10])) if row else None


def seen(db: Database, hash: str, now: float) -> None:
    """The session is in use."""
    db.execute("update sessions set seen_at = ? where hash = ?", (now, hash))


def listed(db: Database, user_id: int, now: float) -> list[Session]:
    """The sessions somebody can go on with, the one used last first."""
    rows = db.execute(
        f"select {_COLUMNS} from sessions where user_id = ? and seen_at > ? and created_at > ? "
        "and created_at >= (select valid_from from users where id = user_id) order by seen_at desc",
        (user_id, *_begun(now)),
    )
    return [Session(*row) for row in rows.fetchall()]


def valid(connection: sqlite3.Connection, hashes: Sequence[str], now: float) -> set[str]:
    """Which of these sessions still count; a plain connection will do."""
    return {hash for hash in hashes if connection.execute(_VALID, (hash, *_begun(now))).fetchone()}


def end(db: Database, hash: str) -> None:
    """Somebody signed out."""
    db.execute("delete from sessions where hash = ?", (hash,))


def end_of(db: Database, user_id: int, hash: str) -> bool:
    """Somebody signs another browser of theirs out; whether it was one."""
    return db.execute("delete from sessions where user_id = ? and hash = ?", (user_id, hash)).rowcount > 0


def end_all(db: Database, user_id: int | None = None) -> int:
    """Sign a person, or everybody, out everywhere; how many sessions that were."""
    return db.execute("delete from sessions where ?1 is null or user_id = ?1", (user_id,)).rowcount


def forget_old(db: Database, now: float) -> int:
    """Drop sessions and sign-in links that are over; how many."""
    gone = db.execute(
        "delete from sessions where seen_at <= ? or created_at <= ?", (now - IDLE_SECONDS, now - LONGEST_SECONDS)
    ).rowcount
    return gone + db.execute("delete from login_links where expires_at <= ?", (now,)).rowcount


def add_link(db: Database, hash: str, user_id: int, expires_at: float) -> None:
    """A link that signs a person in once."""
    db.execute("insert into login_links (hash, user_id, expires_at) values (?, ?, ?)", (hash, user_id, expires_at))


def take_link(db: Database, hash: str, now: float) -> int | None:
    """Use a link up: whom it signs in, None when it was used or is too old."""
    row = db.execute(
        "delete from login_links where hash = ? and expires_at > ? returning user_id", (hash, now)
    ).fetchone()
    return int(row[0]) if row else None


def link_for(db: Database, hash: str, now: float) -> str | None:
    """The e-mail address of whom a link signs in; None when it cannot be used any more."""
    row = db.execute(
        "select u.email from login_links l join users u on u.id = l.user_id "
        "where l.hash = ? and l.expires_at > ? and u.disabled_at is null",
        (hash, now),
    ).fetchone()
    return str(row[0]) if row else None


def drop_links(db: Database, user_id: int | None = None) -> None:
    """The links given to a person, or to anybody, are no good any more."""
    db.execute("delete from login_links where ?1 is null or user_id = ?1", (user_id,))


def _begun(now: float) -> tuple[float, float]:
    """Seen and started after these times a session still counts."""
    return now - IDLE_SECONDS, now - LONGEST_SECONDS
