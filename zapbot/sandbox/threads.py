"""A bubble and the thread it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zapbot.sandbox.identifiers import Direction


@dataclass(slots=True)
class Bubble:
    """One message of a chat; `out` is business to customer."""

    wamid: str
    customer_id: str | None
    direction: Direction
    kind: str
    message: dict[str, Any]
    at: float
    status: str
    statuses: list[dict[str, Any]] = field(default_factory=list)
    callback: str | None = None
    recipient: str | None = None
    """The digits a send was addressed to when no customer has them."""
    number: str = ""
    """The id of the business's number it was written on; empty is the main one."""
    shown: dict[str, Any] | None = None
    """A template with its text filled in: header, body, footer, buttons."""
    file: dict[str, Any] | None = None
    """The file it names, when its bytes are here: id, mime, filename."""

    def advance(self, status: str, at: float, code: int | None = None) -> None:
        """Write down one more status."""
        self.status = status
        entry: dict[str, Any] = {"status": status, "at": at}
        if code is not None:
            entry["code"] = code
        self.statuses.append(entry)

    def as_json(self) -> dict[str, Any]:
        """The bubble as the control API and the page see it."""
        return {
            "wamid": self.wamid,
            "customer": self.customer_id,
            "direction": self.direction,
            "type": self.kind,
            "message": self.message,
            "at": self.at,
            "status": self.status,
            "statuses": self.statuses,
            "callback": self.callback,
            "shown": self.shown,
            "file": self.file,
            "number": self.number,
        }


class Thread:
    """The bubbles of one customer in order, the oldest dropped when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bubbles: dict[str, Bubble] = {}

    def add(self, bubble: Bubble) -> None:
        """Append; a wamid already there stays where it is."""
        self._bubbles.setdefault(bubble.wamid, bubble)
        if len(self._bubbles) > self._most:
            del self._bubbles[next(iter(self._bubbles))]

    def find(self, wamid: str) -> Bubble | None:
        """The bubble with this id."""
        return self._bubbles.get(wamid)

    def all(self) -> list[Bubble]:
        """Every bubble, oldest first."""
        return list(self._bubbles.values())

    def last(self) -> Bubble | None:
        """The latest bubble."""
        return next(reversed(self._bubbles.values()), None)

    def until(self, wamid: str) -> list[Bubble]:
        """The customer's own messages up to and with this one."""
        found: list[Bubble] = []
        for bubble in self._bubbles.values():
            if bubble.direction == "in":
                found.append(bubble)
            if bubble.wamid == wamid:
                break
        return found
