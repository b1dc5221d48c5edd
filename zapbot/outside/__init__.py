"""The world beyond WhatsApp: systems of the business that flows ask, language models that answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call ended; `again` says whether asking again may help and does no harm."""

    ok: bool
    value: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    again: bool = False


class Outside(Protocol):
    """What flows may ask of the world."""

    async def http(self, request: dict[str, Any]) -> Answer:
        """Make a flow's HTTP request; the value is {"status", "json"}."""

    async def ai(self, question: dict[str, Any]) -> Answer:
        """Ask the language model; the value is {"say", "handoff", "tokens"}."""

    async def typing(self, number: str, message_id: str) -> Answer:
        """Show the customer that somebody writes."""

    async def read(self, number: str, message_id: str) -> Answer:
        """Show the customer that their message was read."""


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post ended: the status with the answer's beginning, or why there is none.

    `retry_after` is how many seconds the other side asked to be left alone.
    """

    status: int | None
    head: str = ""
    error: str | None = None
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the other side took it: nothing but 2xx says so."""
        return self.status is not None and 200 <= self.status < 300


class Poster(Protocol):
    """Posts bytes to an address that somebody chose; nothing is raised."""

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Post once."""
