"""The world beyond WhatsApp: systems of the business that flows ask, language models that answer."""

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

    async def typing(self, message_id: str) -> Answer:
        """Show the customer that somebody writes."""
