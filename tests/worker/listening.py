"""Another system behind a real server: notes each delivery with its time, and says what the library makes of it."""

import json
import time
from collections.abc import Mapping
from typing import Any

from standardwebhooks import Webhook

from tests.sandbox.receiver import Receiver
from tests.stack import Stack


class Ears(Receiver):
    """Listens to events."""

    def __init__(self) -> None:
        super().__init__("")
        self.times: list[float] = []
        self.secret = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Note when it came."""
        if scope["type"] == "http":
            self.times.append(time.time())
        await super().__call__(scope, receive, send)

    @property
    def events(self) -> list[Any]:
        """The events heard so far."""
        return [json.loads(body) for body, _ in list(self.posts)]

    @property
    def headers(self) -> list[Mapping[str, str]]:
        """The headers of what was heard so far."""
        return [headers for _, headers in list(self.posts)]

    def texts(self, type: str = "message.received") -> list[str]:
        """The texts of the messages of one kind of event."""
        return [event["data"]["message"]["text"] for event in self.events if event["type"] == type]

    def verify(self) -> None:
        """Let the library check all that was heard."""
        for body, headers in list(self.posts):
            Webhook(self.secret).verify(body, headers)


def subscribe(stack: Stack, ears: Ears, url: str, *events: str) -> int:
    """Add a webhook by the command line; its id."""
    wanted = [part for event in events for part in ("--event", event)]
    done = stack.zapbot("webhooks", "add", url, *wanted, "--json")
    assert done.returncode == 0, done.stderr
    added = json.loads(done.stdout)
    ears.secret = added["secret"]
    return int(added["id"])
