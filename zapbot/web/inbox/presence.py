"""`/presence`: a page says which conversation it shows and whether somebody types there; it hears who else does."""

from typing import Any

import msgspec
from litestar import Controller, post
from litestar.datastructures import State
from litestar.params import JSONBody

from zapbot.web import sessions
from zapbot.web.pages import AnyRequest
from zapbot.web.presence import Presence

MOST_BYTES = 300


class Looking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page shows; `page` is a random mark of it."""

    page: str
    conversation: int = 0
    typing: bool = False


class Present(Controller):
    """Who is where."""

    path = "/presence"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = MOST_BYTES

    @post("/", status_code=200)
    async def ping(self, request: AnyRequest, state: State, data: JSONBody[Looking]) -> dict[int, list[dict[str, Any]]]:
        """Note it and give who is where; everybody else hears of a change by the live stream."""
        who = sessions.visitor(request)
        assert who is not None
        presence: Presence = state.presence
        presence.ping(
            f"{who.session[:16]}:{data.page[:40]}", who.user.id, who.user.name, data.conversation, data.typing
        )
        return presence.everywhere()
