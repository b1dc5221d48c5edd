"""Signatures of outgoing webhooks as Standard Webhooks 1.0 has them, so that any of its libraries verifies them."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """A secret to give to the receiver."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(known: Iterable[str], id: str, at: float, body: bytes) -> dict[str, str]:
    """The three headers of one try, signed with every secret the receiver may know."""
    timestamp = int(at)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(secret, id, timestamp, body) for secret in known),
    }


def _signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"
