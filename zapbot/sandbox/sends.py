"""The requests the sandbox accepted, in order of arrival: what tests count."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any

from zapbot.sandbox.threads import Bubble


class Sends:
    """A bounded log with a cursor."""

    def __init__(self, most: int) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=most)
        self.total = 0

    def add(self, bubble: Bubble, payload: dict[str, Any]) -> None:
        """Write down one accepted request."""
        self.total += 1
        self._entries.append(
            {
                "seq": self.total,
                "wamid": bubble.wamid,
                "customer": bubble.customer_id,
                "to": payload.get("to") or payload.get("recipient"),
                "type": bubble.kind,
                "payload": payload,
                "callback": bubble.callback,
                "at": bubble.at,
            }
        )

    def since(self, cursor: int, limit: int) -> list[dict[str, Any]]:
        """Entries with a higher number than the cursor, oldest first."""
        missing = min(len(self._entries), max(0, self.total - cursor))
        start = len(self._entries) - missing
        return list(islice(self._entries, start, start + limit))
