"""The body of `/{phone number id}/block_users`: whom to block, or to block no more (Cloud API, block users)."""

from __future__ import annotations

from typing import Any

from zapbot.sandbox.shapes.fields import Fields

MOST = 1_000


def users(payload: Any) -> list[str]:
    """The people named, as they are written. Refuses anything but a well-shaped request."""
    request = Fields(payload, "")
    request.choice("messaging_product", "whatsapp")
    named = []
    for one in request.objects("block_users", 1, MOST):
        named.append(one.text("user", 150))
        one.done()
    request.done()
    return named
