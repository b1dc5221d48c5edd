"""Sign in with e-mail address and password, or by a link. It takes as long and says the same when nobody is there."""

from sqlite_utils import Database

from zapbot.desk import passwords, second_step
from zapbot.errors import CodeNeededError, NotSignedInError
from zapbot.store import audit, sessions, users
from zapbot.store.db import transaction
from zapbot.store.users import User


def sign_in(
    db: Database, email: str, password: str, address: str, now: float, key: bytes = b"", code: str = ""
) -> User:
    """The person with this password. Raises NotSignedInError, and CodeNeededError when only the code is missing.

    All ends are written down with the caller's address. `key` is the installation's, for who has a second step.
    """
    user = users.find(db, email)
    password_hash = users.password_hash(db, user.id) if user else None
    right = passwords.matches(password_hash, password)
    if user is None or not right or user.disabled_at is not None:
        _note_failure(db, user, address, now)
        raise NotSignedInError("e-mail address or password is wrong")
    if password_hash and passwords.outdated(password_hash):
        renewed = passwords.hashed(password)
        with transaction(db):
            users.rehash(db, user.id, renewed)
    if not second_step.needed(db, user):
        return _enter(db, user, address, now)
    if not code:
        raise CodeNeededError(user_id=user.id)
    return go_on(db, user, code, key, address, now)


def go_on(db: Database, user: User, code: str, key: bytes, address: str, now: float) -> User:
    """Somebody whose password was right shows the code. Raises NotSignedInError."""
    try:
        with transaction(db):
            second_step.check(db, key, user, code, now)
            return _enter(db, user, address, now)
    except NotSignedInError:
        _note_failure(db, user, address, now)
        raise


def by_link(db: Database, reference: str, address: str, now: float) -> User:
    """Use a sign-in link up. Raises NotSignedInError when it is no good, CodeNeededError when a code is asked for."""
    with transaction(db):
        id = sessions.take_link(db, sessions.hash_of(reference), now)
        user = users.get(db, id) if id else None
        if user is not None and user.disabled_at is None and not second_step.needed(db, user):
            return _enter(db, user, address, now)
    if user is None or user.disabled_at is not None:
        raise NotSignedInError("this link was used already, or is too old")
    raise CodeNeededError(user_id=user.id)


def _enter(db: Database, user: User, address: str, now: float) -> User:
    with transaction(db):
        users.seen(db, user.id, now)
        audit.append(db, now, f"user:{user.id}", "login", address)
    return user


def _note_failure(db: Database, user: User | None, address: str, now: float) -> None:
    with transaction(db):
        audit.append(db, now, address, "login.failed", f"user:{user.id}" if user else "")
