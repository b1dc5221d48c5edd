"""The outside world as it really is: HTTP for flows, a language model, the channel's typing indicator."""

from collections.abc import Awaitable, Callable
from typing import Any

from zapbot.outside import Answer
from zapbot.outside.fetch import Fetch
from zapbot.outside.models import Models


class World:
    """Implements `Outside`."""

    def __init__(self, fetch: Fetch, models: Models, typing: Callable[[str], Awaitable[bool]]) -> None:
        self._fetch = fetch
        self._models = models
        self._typing = typing

    async def http(self, request: dict[str, Any]) -> Answer:
        """Make a flow's HTTP request."""
        return await self._fetch(request)

    async def ai(self, question: dict[str, Any]) -> Answer:
        """Ask the language model."""
        return await self._models(question)

    async def typing(self, message_id: str) -> Answer:
        """Show the customer that somebody writes."""
        return Answer(await self._typing(message_id))

    async def close(self) -> None:
        """Close all connections."""
        await self._fetch.close()
        await self._models.close()
