"""Calls of the Graph API, and what each ending means for the message."""

from zapbot.connector import Outcome, Stored, Unknown, Unsent
from zapbot.whatsapp import answers
from zapbot.whatsapp.form import Form
from zapbot.wire import FAILURES, TIMEOUT, client, never_left, words

_TIMEOUT = TIMEOUT
_JSON = {"Content-Type": "application/json"}


class Wire:
    """Connections of one account; they belong to the event loop they are made in."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.client = client(headers, _TIMEOUT)

    async def post(self, url: str, body: bytes) -> Outcome:
        """Send a body once."""
        try:
            answer = await self.client.post(url, content=body, headers=_JSON)
        except FAILURES as error:
            return Unsent(words(error)) if never_left(error) else Unknown(words(error))
        return answers.outcome(answer.status_code, answer.content)

    async def tell(self, url: str, body: bytes) -> bool:
        """Send something that is no message; whether Meta took it."""
        try:
            return (await self.client.post(url, content=body, headers=_JSON)).status_code == 200
        except FAILURES:
            return False

    async def ask(self, method: str, url: str, body: bytes | None = None) -> tuple[int, bytes] | Unsent | Unknown:
        """Anything else than a message: the status and body of the answer, or how it failed."""
        try:
            answer = await self.client.request(method, url, content=body, headers=_JSON if body is not None else {})
        except FAILURES as error:
            return Unsent(words(error)) if never_left(error) else Unknown(words(error))
        return answer.status_code, answer.content

    async def upload(self, url: str, file: Stored) -> str | Outcome:
        """Upload a file (fact sheet, section 9); what it is sent by, or how it failed. Nothing is sent to anybody."""
        form = Form(file)
        try:
            answer = await self.client.post(url, content=form.body(), headers=form.headers)
        except FAILURES as error:
            return Unsent(words(error))
        return answers.media_id(answer.status_code, answer.content)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
