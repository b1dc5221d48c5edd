"""A webhook on its way: the exact bytes, their signature and how often they were tried."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def encode(value: dict[str, Any]) -> bytes:
    """Compact JSON with non-ASCII as lower-case escapes, as Meta writes it."""
    return json.dumps(value, separators=(",", ":")).encode()


def sign(body: bytes, secret: str) -> str:
    """The `X-Hub-Signature-256` header (Cloud API, webhook signature)."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Webhook:
    """One POST to the callback, repeated until it is answered 200."""

    seq: int
    label: str
    body: bytes
    signature: str
    customer: str | None
    answered: Callable[[], None] | None
    attempts: int = 0
    done: bool = False
