"""What somebody changes of their own: name, language, password, preferences, where they are signed in."""

from sqlite_utils import Database

from zapbot.desk import passwords, people
from zapbot.errors import NotFoundError, NotSignedInError, UsageError
from zapbot.store import audit, sessions, users
from zapbot.store import preferences as stored
from zapbot.store.db import transaction
from zapbot.store.preferences import Preferences
from zapbot.store.users import User


def describe(db: Database, user: User, name: str, language: str | None, now: float) -> None:
    """A new name and language. Raises UsageError when there is no name."""
    name = " ".join(name.split())
    if not name or len(name) > people.NAME_LENGTH:
        raise UsageError(f"a name has 1 to {people.NAME_LENGTH} characters")
    with transaction(db):
        users.set_name(db, user.id, name)
        users.set_language(db, user.id, language)
        if name != user.name:
            audit.append(db, now, f"user:{user.id}", "user.named", f"user:{user.id}", before=user.name, name=name)


def prefer(db: Database, user: User, chosen: Preferences) -> None:
    """How the inbox behaves for somebody."""
    with transaction(db):
        stored.prefer(db, user.id, chosen)


def change_password(db: Database, user: User, old: str, new: str, now: float) -> None:
    """A new password, for who knows the old one or has none yet; they are signed out everywhere.

    Raises NotSignedInError when the old one is wrong, UsageError when the new one is too weak.
    """
    if not password_is_right(db, user, old):
        raise NotSignedInError("the old password is wrong")
    passwords.check(new, user.email)
    password_hash = passwords.hashed(new)
    with transaction(db):
        users.set_password(db, user.id, password_hash, now)
        sessions.end_all(db, user.id)
        sessions.drop_links(db, user.id)
        audit.append(db, now, f"user:{user.id}", "user.password", f"user:{user.id}")


def password_is_right(db: Database, user: User, password: str) -> bool:
    """Whether it is theirs; somebody without one has nothing to show."""
    kept = users.password_hash(db, user.id)
    return kept is None or passwords.matches(kept, password)


def sign_out_there(db: Database, user: User, session: str, now: float) -> None:
    """End the session of another browser. Raises NotFoundError when it is not one of theirs."""
    with transaction(db):
        if not sessions.end_of(db, user.id, session):
            raise NotFoundError("this browser is signed out already")
        audit.append(db, now, f"user:{user.id}", "session.ended", f"user:{user.id}")
