"""The pages, loaded when somebody first asks for one: a server that only programs talk to stays 13 MB smaller."""

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

PROGRAMS = ("/webhook", "/hooks/", "/api", "/health", "/ready", "/metrics", "/static/", "/files/")
"""What is there from the start."""


class LatePages:
    """Stands before an application and completes it."""

    def __init__(self, application: Litestar) -> None:
        self._application = application
        self._next: ASGIApp = application.asgi_handler
        self._there = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the pages in place if it may be for one."""
        if not self._there and scope["type"] == ScopeType.HTTP and not scope["path"].startswith(PROGRAMS):
            self._there = True
            add_pages(self._application)
        await self._next(scope, receive, send)


def add_pages(application: Litestar) -> None:
    """Put the pages in place."""
    from zapbot.web.site import site

    application.register(site())
