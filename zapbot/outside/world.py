"""The outside world as it really is: HTTP for flows, a language model, the channel's signs of life."""

from collections.abc import Awaitable, Callable
from typing import Any

from zapbot.outside import Answer
from zapbot.outside.fetch import Fetch
from zapbot.outside.models import Models
from zapbot.outside.post import Post


class World:
    """Implements `Outside`."""

    def __init__(
        self,
        fetch: Fetch,
        models: Models,
        typing: Callable[[str, str], Awaitable[bool]],
        read: Callable[[str, str], Awaitable[bool]],
        post: Post,
    ) -> None:
        self._fetch = fetch
        self._models = models
        self._typing = typing
        self._read = read
        self.post = post

    async def http(self, request: dict[str, Any]) -> Answer:
        """Make a flow's HTTP request."""
        return await self._fetch(request)

    async def ai(self, question: dict[str, Any]) -> Answer:
        """Ask the language model."""
        return await self._models(question)

    async def typing(self, number: str, message_id: str) -> Answer:
        """Show the customer that somebody writes."""
        return Answer(await self._typing(number, message_id))

    async def read(self, number: str, message_id: str) -> Answer:
        """Show the customer that their message was read."""
        return Answer(await self._read(number, message_id))

    async def close(self) -> None:
        """Close all connections."""
        await self._fetch.close()
        await self._models.close()
        await self.post.close()
