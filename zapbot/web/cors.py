"""CORS: which other sites' pages may call the API. Closed unless an origin is named, and never with cookies."""

from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api"
_METHODS = b"GET, POST, PATCH, DELETE"
_HEADERS = b"Authorization, Content-Type, Idempotency-Key, Range"
_EXPOSED = b"RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Content-Range, ETag"
_PREFLIGHT = [
    (b"access-control-allow-methods", _METHODS),
    (b"access-control-allow-headers", _HEADERS),
    (b"access-control-max-age", b"600"),
]

Headers = list[tuple[bytes, bytes]]


class Cors:
    """Around the whole application: a browser asks before there is a route, and reads errors too."""

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser's question for a named origin, or let the call through and say who may read it."""
        asked: Any = scope
        origin = self._allowed(asked) if asked["type"] == "http" else None
        if origin is None:
            await self._app(scope, receive, send)
            return
        allowed: Headers = [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")]
        if asked["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": allowed + _PREFLIGHT})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                exposed = (b"access-control-expose-headers", _EXPOSED)
                message["headers"] = [*message["headers"], *allowed, exposed]
            await send(message)

        await self._app(scope, receive, marked)

    def _allowed(self, scope: Any) -> str | None:
        if scope["path"] != PREFIX and not scope["path"].startswith(f"{PREFIX}/"):
            return None
        origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), None)
        return origin if origin in self._origins else None


def origins(setting: str) -> frozenset[str]:
    """The origins a setting names, as browsers write them; a `*` is none of them."""
    named = (part.strip().rstrip("/").lower() for part in setting.split(","))
    return frozenset(part for part in named if part.startswith(("https://", "http://")) and "*" not in part)
