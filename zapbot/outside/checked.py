"""A client that reaches checked addresses only: pinned while connecting, no redirects, no cookies, no proxy."""

import socket
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from zapbot.outside.addresses import AddressRefusedError, Allowed, check_address, check_literal, check_url

LONGEST_SECONDS = 60.0
_NO_COOKIES = DefaultCookiePolicy(allowed_domains=[])
"""A cookie set for one customer must not be sent for another."""


class CheckedClient:
    """An HTTP client for addresses that others chose; connections belong to the event loop they are made in."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._client: httpx.AsyncClient | None = None

    def check(self, url: str) -> None:
        """Refuse an address; the host is the one the client will connect to, read by its own rules.

        Raises AddressRefusedError, and httpx.InvalidURL for what is none.
        """
        host, port = check_url(url, self._allowed)
        if httpx.URL(url).host != host:
            raise AddressRefusedError(f"{host!r} can be read in two ways: write it in plain letters or numbers")
        if not self._allowed.has(host, port):
            check_literal(host)

    def opened(self) -> httpx.AsyncClient:
        """The client of this event loop."""
        if self._client is None:
            resolver = _CheckedResolver(self._allowed)
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
            self._client = httpx.AsyncClient(
                transport=AiohttpTransport(client=session),
                timeout=LONGEST_SECONDS,
                follow_redirects=False,
                trust_env=False,
                cookies=CookieJar(_NO_COOKIES),
            )
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def refusal(error: BaseException) -> AddressRefusedError | None:
    """The refusal at the bottom of a failed connection, if that is what it was."""
    below: BaseException | None = error
    while below is not None and not isinstance(below, AddressRefusedError):
        below = below.__cause__
    return below


class _CheckedResolver(AbstractResolver):
    """Resolves a name and refuses it when any of its addresses is not public; the rest is what is connected to."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name, all of them checked."""
        found = await self._resolver.resolve(host, port, family)
        if not self._allowed.has(host, port):
            for result in found:
                try:
                    check_address(result["host"])
                except AddressRefusedError as refused:
                    raise OSError(str(refused)) from refused
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()
