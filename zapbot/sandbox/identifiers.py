"""Ids that look like Meta's: wamids, business-scoped user ids, trace ids."""

from __future__ import annotations

import base64
import itertools
import random
import string
from typing import Literal

Direction = Literal["in", "out"]

_ALPHABET = string.ascii_letters + string.digits
_counter = itertools.count(random.getrandbits(40))


def wamid(who: str, direction: Direction) -> str:
    """A message id that holds the customer's number, as Meta's does (Cloud API, webhook envelope)."""
    owner = who.encode("ascii", "replace")[:60]
    unique = f"{next(_counter):020X}"[-20:].encode()
    side = b"\x12" if direction == "in" else b"\x11"
    raw = b"\x1c\x18" + bytes([len(owner)]) + owner + b"\x15\x02\x00" + side + b"\x18\x14" + unique + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def user_id(country: str = "BR") -> str:
    """A business-scoped user id (Cloud API, business-scoped user ids)."""
    return f"{country}.{random.randint(10**19, 10**20 - 1)}"


def trace_id() -> str:
    """The `fbtrace_id` of an answer."""
    return "A" + "".join(random.choices(_ALPHABET, k=22))
