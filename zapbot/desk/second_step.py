"""Signing in with a second step: somebody begins with it, shows a code, ends it."""

from sqlite_utils import Database

from zapbot import sealed
from zapbot.desk import totp
from zapbot.errors import NotSignedInError, UsageError, ZapbotError
from zapbot.instance_key import derive
from zapbot.store import audit, second_steps
from zapbot.store.db import transaction
from zapbot.store.users import User

PURPOSE = "second steps"


def offer(key: bytes, user: User) -> tuple[str, str]:
    """A new secret for somebody's app, in the clear and sealed: it counts once a code of it was shown."""
    secret = totp.new_secret()
    return secret, sealed.seal(derive(key, PURPOSE), secret, _offered(user.id))


def offered(key: bytes, user: User, offer: str) -> str:
    """The secret of an offer again. Raises UsageError when it is not one made to this person."""
    try:
        return sealed.unseal(derive(key, PURPOSE), offer, _offered(user.id))
    except (ZapbotError, ValueError):
        raise UsageError("this code was made for somebody else; begin again") from None


def begin(db: Database, key: bytes, user: User, offer: str, code: str, now: float) -> None:
    """Ask for codes from now on. Raises UsageError when the code is not one of the secret's."""
    secret = offered(key, user, offer)
    step = totp.step_of(secret, code, now)
    if step is None:
        raise UsageError("this is not the code the app shows now; wait for the next one")
    with transaction(db):
        second_steps.set_secret(db, user.id, sealed.seal(derive(key, PURPOSE), secret, _kept(user.id)))
        second_steps.use(db, user.id, step)
        audit.append(db, now, f"user:{user.id}", "second_step.begun", f"user:{user.id}")


def end(db: Database, user: User, who: str, now: float) -> None:
    """The password alone is enough again."""
    with transaction(db):
        second_steps.set_secret(db, user.id, None)
        audit.append(db, now, who, "second_step.ended", f"user:{user.id}")


def needed(db: Database, user: User) -> bool:
    """Whether somebody is asked for a code."""
    return second_steps.secret(db, user.id) is not None


def check(db: Database, key: bytes, user: User, code: str, now: float) -> None:
    """Use a code up. Raises NotSignedInError when it is wrong, too old, or was used before."""
    kept = second_steps.secret(db, user.id)
    if kept is None:
        return
    step = totp.step_of(sealed.unseal(derive(key, PURPOSE), kept, _kept(user.id)), code, now)
    if step is None or not second_steps.use(db, user.id, step):
        raise NotSignedInError("this code is wrong or was used already; wait for the next one")


def _offered(user_id: int) -> str:
    return f"users:{user_id}:offer"


def _kept(user_id: int) -> str:
    return f"users:{user_id}"
