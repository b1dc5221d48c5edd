"""Requests of flows: checked addresses only, pinned while connecting, no redirects, small answers."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import httpx
import msgspec

from zapbot import __version__
from zapbot.flow.template import SECRET_MARKS
from zapbot.outside import Answer
from zapbot.outside.addresses import AddressRefusedError, Allowed
from zapbot.outside.checked import CheckedClient, refusal

LARGEST_ANSWER = 1024 * 1024


class Fetch:
    """Makes requests; connections belong to the event loop they are made in."""

    def __init__(self, allowed: Allowed, secrets: Mapping[str, str]) -> None:
        self._client = CheckedClient(allowed)
        self._secrets = secrets

    async def __call__(self, request: dict[str, Any]) -> Answer:
        """Make a request of a flow; nothing is raised."""
        try:
            filled = self._fill(request)
            self._client.check(filled["url"])
            async with asyncio.timeout(float(filled["timeout"])):
                return await self._request(filled)
        except (AddressRefusedError, _MissingSecretError) as refused:
            return Answer(False, reason=str(refused))
        except TimeoutError:
            return Answer(False, reason=f"no answer within {request['timeout']} s", again=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            return Answer(False, reason=f"the request cannot be made ({type(error).__name__})")
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            below = refusal(error)
            if below:
                return Answer(False, reason=str(below))
            return Answer(False, reason=self._words(error), again=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _request(self, filled: dict[str, Any]) -> Answer:
        payload = {"json": filled["json"]} if "json" in filled else {"data": filled["form"]} if "form" in filled else {}
        headers = {"User-Agent": f"zapbot/{__version__}", **filled["headers"]}
        async with self._client.opened().stream(filled["method"], filled["url"], headers=headers, **payload) as answer:
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    return Answer(False, reason=f"the answer is larger than {LARGEST_ANSWER // 1024} KiB")
        value = {"status": answer.status_code, "json": _json(body)}
        again = answer.status_code >= 500 or answer.status_code == 429
        reason = "" if answer.is_success else f"HTTP {answer.status_code}"
        return Answer(answer.is_success, value, reason, again)

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


class _MissingSecretError(Exception):
    pass


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
