"""The people who work with zapbot: what they may do, and since when their tokens count."""

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import ConflictError, NotFoundError

ROLES = ("admin", "supervisor", "agent")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in, unless disabled. Tokens from before `valid_from` are dead."""

    id: int
    email: str
    name: str
    role: str
    valid_from: float
    disabled_at: float | None
    created_at: float
    seen_at: float | None
    language: str | None = None
    preferences: str = "{}"


_COLUMNS = "id, email, name, role, valid_from, disabled_at, created_at, seen_at, language, preferences"


def add(db: Database, email: str, name: str, role: str, password_hash: str | None, at: float) -> User:
    """A new person, without a password until they choose one. Raises ConflictError when the address is taken."""
    try:
        row = db.execute(
            "insert into users (email, name, role, password_hash, valid_from, created_at) values (?, ?, ?, ?, ?, ?) "
            f"returning {_COLUMNS}",
            (email, name, role, password_hash, at, at),
        ).fetchone()
    except sqlite3.IntegrityError:
        raise ConflictError(f"{email} is a user already; `zapbot users reset` gives a new password") from None
    return User(*row)


def get(db: Database, id: int) -> User:
    """A person by id. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from users where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no user {id}")
    return User(*row)


def name_of(db: Database, who: str) -> str:
    """The name of whom a `user:3` stands for; empty for everybody else."""
    row = db.execute("select name from users where 'user:' || id = ?", (who,)).fetchone()
    return row[0] if row else ""


def find(db: Database, email: str) -> User | None:
    """A person by e-mail address, whatever the case of its letters."""
    row = db.execute(f"select {_COLUMNS} from users where email = ?", (email,)).fetchone()
    return User(*row) if row else None


def named(db: Database, email: str) -> User:
    """A person by e-mail address. Raises NotFoundError."""
    user = find(db, email)
    if user is None:
        raise NotFoundError(f"there is no user {email}; `zapbot users list` shows all")
    return user


def listed(db: Database) -> list[User]:
    """Everybody, by e-mail address."""
    return [User(*row) for row in db.execute(f"select {_COLUMNS} from users order by email").fetchall()]


def password_hash(db: Database, id: int) -> str | None:
    """What a password is checked against; None when there is none to check."""
    row = db.execute("select password_hash from users where id = ?", (id,)).fetchone()
    return row[0] if row else None


def set_password(db: Database, id: int, password_hash: str | None, at: float) -> None:
    """A new password, or none; every token and session given before is dead."""
    db.execute("update users set password_hash = ?, valid_from = ? where id = ?", (password_hash, at, id))


def rehash(db: Database, id: int, password_hash: str) -> None:
    """The same password, hashed as it is done today."""
    db.execute("update users set password_hash = ? where id = ?", (password_hash, id))


def disable(db: Database, id: int, at: float) -> None:
    """Nobody signs in as this person, and every token given before is dead."""
    db.execute("update users set disabled_at = coalesce(disabled_at, ?1), valid_from = ?1 where id = ?2", (at, id))


def enable(db: Database, id: int) -> None:
    """Signing in works again; old tokens stay dead."""
    db.execute("update users set disabled_at = null where id = ?", (id,))


def end_tokens(db: Database, id: int | None, at: float) -> None:
    """Every token and session a person, or anybody, was given before is dead."""
    db.execute("update users set valid_from = ?2 where ?1 is null or id = ?1", (id, at))


def seen(db: Database, id: int, at: float) -> None:
    """Somebody signed in."""
    db.execute("update users set seen_at = ? where id = ?", (at, id))


def set_role(db: Database, id: int, role: str) -> None:
    """What somebody may do from now on."""
    db.execute("update users set role = ? where id = ?", (role, id))


def set_name(db: Database, id: int, name: str) -> None:
    """What colleagues and `{agent}` call somebody."""
    db.execute("update users set name = ? where id = ?", (name, id))


def set_language(db: Database, id: int, language: str | None) -> None:
    """The language somebody reads the pages in; None is the browser's."""
    db.execute("update users set language = ? where id = ?", (language, id))
