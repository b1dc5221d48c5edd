"""Passwords: what is good enough, and Argon2id. At most two are hashed at once: each takes 19 MiB meanwhile."""

import re
import secrets
import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from zapbot.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, MOST = 12, 256
AT_ONCE = threading.BoundedSemaphore(2)
_WORDS = "qwerty asdfgh zxcvbn password passw0rd senha admin welcome letmein iloveyou whatsapp zapbot brasil flamengo"
_WORDS += " corinthians palmeiras vasco gremio santos teste mudar trocar segredo changeme secret login usuario"
_KNOWN = tuple(_WORDS.split())
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p")


def check(password: str, email: str = "") -> None:
    """Make sure a password is not one of those tried first. Raises UsageError that says what to do instead."""
    if not LEAST <= len(password) <= MOST:
        raise UsageError(f"a password has {LEAST} to {MOST} characters; a sentence is easy to remember")
    plain = _plain(password)
    rest = plain
    for word in filter(None, (*_KNOWN, *re.split(r"\W+", _plain(email)))):
        rest = rest.replace(word, "")
    rest = re.sub(r"\d+$|^\d+|[^\w]|_", "", rest)
    if len(set(plain)) < 5 or len(rest) < 4 or any(rest in row or rest in row[::-1] for row in _ROWS):
        raise UsageError("this password is among the first anybody would try; take a sentence of your own")


def generated() -> str:
    """A password nobody will guess, easy to copy: 120 random bits."""
    return secrets.token_urlsafe(15)


def hashed(password: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return _hasher().hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is this password; without a hash it is not, which takes as long to find out."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with AT_ONCE:
        nobodys = _nobodys()  # also when it is not needed: its first time would tell who exists
        try:
            return _hasher().verify(password_hash or nobodys, _normal(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    """A hash of no password, checked when there is no such person."""
    return _hasher().hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """The same characters however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
