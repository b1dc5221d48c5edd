"""Calls of Twilio's API: sends, and files customers sent."""

import base64
import re

import httpx

from zapbot.connector import Fetched, Outcome, Refused, Retry, Sink, Stop, Unknown, Unsent
from zapbot.pour import Missed, pour
from zapbot.twilio import answers
from zapbot.wire import FAILURES, TIMEOUT, client, never_left, words

_TIMEOUT = TIMEOUT
_PATH = r"(:443)?/[!-\[\]-~]*"
_TWILIO = re.compile(rf"https://([a-z0-9-]+\.)+twilio\.com{_PATH}", re.IGNORECASE)
_BYTES = re.compile(rf"https://([a-z0-9-]+\.twiliocdn\.com|s3-external-1\.amazonaws\.com){_PATH}", re.IGNORECASE)
"""Where Twilio sends us on for a file: nobody there may see the token."""


class Wire:
    """Connections of one account; they belong to the event loop they are made in."""

    def __init__(self, api_url: str, account: str, token: str) -> None:
        self._own = re.compile(rf"{re.escape(api_url)}/[!-\[\]-~]*")
        self._token = base64.b64encode(f"{account}:{token}".encode()).decode()
        self._client = client({}, _TIMEOUT)
        self._client.event_hooks = {"request": [self._sign]}

    async def post(self, url: str, form: dict[str, str]) -> Outcome:
        """Send a form once."""
        try:
            answer = await self._client.post(url, data=form)
        except FAILURES as error:
            return Unsent(words(error)) if never_left(error) else Unknown(words(error))
        return answers.outcome(answer.status_code, answer.content)

    async def download(self, url: str, sink: Sink) -> Fetched | Outcome:
        """Read a file to its end; redirects lead to known hosts only."""
        if not self._known(url):
            return Refused("the file lies at an address that is not Twilio's")
        missed = await pour(self._client, url, sink, self._known)
        return Fetched() if missed is None else _ending(missed)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _sign(self, request: httpx.Request) -> None:
        """The token goes along, to Twilio itself only."""
        if self._ours(str(request.url)):
            request.headers["Authorization"] = f"Basic {self._token}"

    def _known(self, url: str) -> bool:
        return self._ours(url) or bool(_BYTES.fullmatch(url))

    def _ours(self, url: str) -> bool:
        return bool(self._own.fullmatch(url) or _TWILIO.fullmatch(url))


def _ending(missed: Missed) -> Outcome:
    if missed.too_large:
        return Refused(missed.reason)
    if missed.status in (404, 410):
        return Refused("Twilio does not have the file any more")
    return Stop(missed.reason) if missed.status == 401 else Retry(missed.reason)
