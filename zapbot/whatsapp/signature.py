"""The signature Meta puts on webhooks: HMAC-SHA256 of the raw body with the app secret.

Cloud API fact sheet, section 1.2.
"""

import hashlib
import hmac
import re

_SHAPE = re.compile(r"sha256=[0-9a-f]{64}")


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the signature is the body's, compared in constant time. A missing or odd one is not."""
    if not secret or signature is None or not _SHAPE.fullmatch(signature):
        return False
    return hmac.compare_digest(sign(body, secret).encode(), signature.encode())
