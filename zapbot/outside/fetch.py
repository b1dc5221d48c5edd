"""Requests of flows: checked addresses only, pinned while connecting, no redirects, small answers."""

import asyncio
import socket
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import aiohttp
import httpx
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from zapbot import __version__
from zapbot.flow.template import SECRET_MARKS
from zapbot.outside import Answer
from zapbot.outside.addresses import AddressRefusedError, Allowed, check_address, check_literal, check_url

LARGEST_ANSWER = 1024 * 1024
LONGEST_SECONDS = 60.0
_NO_COOKIES = DefaultCookiePolicy(allowed_domains=[])
"""A cookie set for one customer must not be sent for another."""


class Fetch:
    """Makes requests; connections belong to the event loop they are made in."""

    def __init__(self, allowed: Allowed, secrets: Mapping[str, str]) -> None:
        self._allowed = allowed
        self._secrets = secrets
        self._client: httpx.AsyncClient | None = None

    async def __call__(self, request: dict[str, Any]) -> Answer:
        """Make a request of a flow; nothing is raised."""
        try:
            filled = self._fill(request)
            self._check(filled["url"])
            async with asyncio.timeout(float(filled["timeout"])):
                return await self._request(filled)
        except (AddressRefusedError, _MissingSecretError) as refusal:
            return Answer(False, reason=str(refusal))
        except TimeoutError:
            return Answer(False, reason=f"no answer within {request['timeout']} s", again=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            return Answer(False, reason=f"the request cannot be made ({type(error).__name__})")
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            refused = _refusal(error)
            if refused:
                return Answer(False, reason=str(refused))
            return Answer(False, reason=self._words(error), again=True)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _request(self, filled: dict[str, Any]) -> Answer:
        payload = {"json": filled["json"]} if "json" in filled else {"data": filled["form"]} if "form" in filled else {}
        headers = {"User-Agent": f"zapbot/{__version__}", **filled["headers"]}
        async with self._opened().stream(filled["method"], filled["url"], headers=headers, **payload) as answer:
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    return Answer(False, reason=f"the answer is larger than {LARGEST_ANSWER // 1024} KiB")
        value = {"status": answer.status_code, "json": _json(body)}
        again = answer.status_code >= 500 or answer.status_code == 429
        reason = "" if answer.is_success else f"HTTP {answer.status_code}"
        return Answer(answer.is_success, value, reason, again)

    def _check(self, url: str) -> None:
        """Refuse an address; the host is the one the client will connect to, read by its own rules."""
        host, port = check_url(url, self._allowed)
        if httpx.URL(url).host != host:
            raise AddressRefusedError(f"{host!r} can be read in two ways: write it in plain letters or numbers")
        if not self._allowed.has(host, port):
            check_literal(host)

    def _words(self, error: Exception) -> str:
        """What went wrong, without the secrets that a library may have put into it."""
        words = f"{type(error.__cause__ or error).__name__}: {error}"
        for secret in filter(None, self._secrets.values()):
            words = words.replace(secret, "...")
        return words[:300]

    def _fill(self, value: Any) -> Any:
        """Secrets put in where their names stand."""
        if isinstance(value, dict):
            return {key: self._fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._fill(item) for item in value]
        if not isinstance(value, str) or SECRET_MARKS[0] not in value:
            return value
        before, _, rest = value.partition(SECRET_MARKS[0])
        name, _, after = rest.partition(SECRET_MARKS[1])
        if name not in self._secrets:
            raise _MissingSecretError(f"the secret {name} is not set: give it as ZAPBOT_SECRET_{name.upper()}")
        return f"{before}{self._secrets[name]}{self._fill(after)}"

    def _opened(self) -> httpx.AsyncClient:
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


class _MissingSecretError(Exception):
    pass


def _refusal(error: BaseException) -> AddressRefusedError | None:
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
                except AddressRefusedError as refusal:
                    raise OSError(str(refusal)) from refusal
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
