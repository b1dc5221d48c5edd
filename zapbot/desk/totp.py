"""Codes of six digits that change every half minute (RFC 6238 with SHA-1, which is what authenticator apps know)."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
AROUND = 1
"""Steps a clock may be ahead or behind."""


def new_secret() -> str:
    """A secret of 160 random bits as apps take it: base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """The code of one time step."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, given: str, now: float) -> int | None:
    """The time step a code is of, a little before or after now; None when it is not one of them."""
    digits = "".join(given.split())
    current = int(now // STEP_SECONDS)
    for step in range(current - AROUND, current + AROUND + 1):
        if hmac.compare_digest(code(secret, step).encode(), digits.encode()):
            return step
    return None


def address(secret: str, email: str, issuer: str = "zapbot") -> str:
    """What the QR code for an app says."""
    return f"otpauth://totp/{quote(f'{issuer}:{email}')}?{urlencode({'secret': secret, 'issuer': issuer})}"
