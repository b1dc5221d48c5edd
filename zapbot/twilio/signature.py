"""The signature Twilio puts on webhooks: HMAC-SHA1 of the address it called and everything it posted.

Cloud API fact sheet, section 14.
"""

import base64
import hashlib
import hmac

from zapbot.errors import MalformedEventError
from zapbot.twilio import form


def sign(url: str, body: bytes, token: str) -> str:
    """The value of `X-Twilio-Signature`; `url` is the public address with its query. Raises MalformedEventError."""
    posted = "".join(sorted_pairs(form.pairs(body)))
    digest = hmac.new(token.encode(), (url + posted).encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def verify(url: str, body: bytes, signature: str | None, token: str) -> bool:
    """Whether the signature is right, compared in constant time. What is no form is not signed."""
    if not token or not signature:
        return False
    try:
        expected = sign(url, body, token)
    except MalformedEventError:
        return False
    return hmac.compare_digest(expected.encode(), signature.encode())


def sorted_pairs(pairs: list[tuple[str, str]]) -> list[str]:
    """Each name with its value, by name; a name that comes twice with the same value counts once."""
    return [f"{name}{value}" for name, value in sorted(set(pairs))]
