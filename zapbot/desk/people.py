"""Who may sign in: people are added, given roles, links and new passwords, signed out, disabled."""

import re
import secrets

from sqlite_utils import Database

from zapbot.desk import passwords
from zapbot.desk.assign import give
from zapbot.errors import ConflictError, UsageError
from zapbot.store import audit, handling, second_steps, sessions, users
from zapbot.store.db import transaction
from zapbot.store.users import ROLES, User

NAME_LENGTH = 80
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")


def add(db: Database, email: str, name: str, role: str, password: str | None, who: str, now: float) -> User:
    """A new person, who without a password comes in by a link first.

    Raises UsageError when something of it is wrong, ConflictError when the address is taken.
    """
    if not _EMAIL.fullmatch(email):
        raise UsageError(f"{email!r} is not an e-mail address")
    _check_role(role)
    password_hash = _hashed(password, email)
    with transaction(db):
        user = users.add(db, email, name.strip()[:NAME_LENGTH] or email.partition("@")[0], role, password_hash, now)
        audit.append(db, now, who, "user.added", f"user:{user.id}", email=email, role=role)
    return user


def link(db: Database, email: str, who: str, now: float) -> str:
    """The reference of a link that signs somebody in once, within a day. Raises NotFoundError and ConflictError."""
    reference = secrets.token_urlsafe(32)
    with transaction(db):
        user = users.named(db, email)
        if user.disabled_at is not None:
            raise ConflictError(f"{email} is shut out; `zapbot users enable {email}` first")
        sessions.add_link(db, sessions.hash_of(reference), user.id, now + sessions.LINK_SECONDS)
        audit.append(db, now, who, "user.link", f"user:{user.id}")
    return reference


def reset(db: Database, email: str, password: str | None, who: str, now: float) -> User:
    """A new password, or none; who was signed in is so no more, and no code is asked for until they want it again.

    Raises NotFoundError and UsageError.
    """
    user = users.named(db, email)
    password_hash = _hashed(password, email)
    with transaction(db):
        users.set_password(db, user.id, password_hash, now)
        second_steps.set_secret(db, user.id, None)
        _sign_out(db, user.id, now)
        audit.append(db, now, who, "user.reset", f"user:{user.id}")
    return user


def disable(db: Database, email: str, who: str, now: float) -> User:
    """Shut somebody out, at once; their conversations wait for whoever comes first. Raises NotFoundError."""
    with transaction(db):
        user = users.named(db, email)
        users.disable(db, user.id, now)
        _sign_out(db, user.id, now)
        left = handling.held_by(db, user.id)
        for holder in left:
            give(db, holder, None, None, who, now)
        audit.append(db, now, who, "user.disabled", f"user:{user.id}", conversations=len(left))
    return user


def enable(db: Database, email: str, who: str, now: float) -> User:
    """Let somebody in again, with the password they had. Raises NotFoundError."""
    with transaction(db):
        user = users.named(db, email)
        users.enable(db, user.id)
        audit.append(db, now, who, "user.enabled", f"user:{user.id}")
    return user


def change_role(db: Database, email: str, role: str, who: str, now: float) -> User:
    """What somebody may do, from their next click on. Raises NotFoundError and UsageError."""
    _check_role(role)
    with transaction(db):
        user = users.named(db, email)
        users.set_role(db, user.id, role)
        audit.append(db, now, who, "user.role", f"user:{user.id}", before=user.role, role=role)
    return user


def sign_out(db: Database, email: str | None, who: str, now: float) -> int:
    """Sign somebody, or everybody, out everywhere: how many browsers that were. Raises NotFoundError.

    Access tokens end with them; API tokens stay.
    """
    with transaction(db):
        user = users.named(db, email) if email else None
        ended = _sign_out(db, user.id if user else None, now)
        audit.append(db, now, who, "user.signed_out", f"user:{user.id}" if user else "", browsers=ended)
    return ended


def _sign_out(db: Database, user_id: int | None, now: float) -> int:
    users.end_tokens(db, user_id, now)
    sessions.drop_links(db, user_id)
    return sessions.end_all(db, user_id)


def _hashed(password: str | None, email: str) -> str | None:
    if password is None:
        return None
    passwords.check(password, email)
    return passwords.hashed(password)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise UsageError(f"{role!r} is no role; there are {', '.join(ROLES)}")
