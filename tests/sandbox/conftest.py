"""A sandbox and a callback, each behind a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tests.sandbox.receiver import Receiver, Served
from zapbot.sandbox.app import create_app
from zapbot.sandbox.config import SandboxConfig

QUICK = {"sent_after_seconds": 0.0, "delivered_after_seconds": 0.01, "read_after_seconds": 0.01}


class Sandbox:
    """A client of both sides: the Graph API as the business, the control API as the customer."""

    def __init__(self, url: str, config: SandboxConfig, receiver: Receiver) -> None:
        self.url = url
        self.config = config
        self.receiver = receiver
        self.control = httpx.Client(base_url=f"{url}/sandbox/api/")
        self.graph = httpx.Client(base_url=f"{url}/v26.0/", headers={"Authorization": f"Bearer {config.access_token}"})

    def customer(self, **wanted: Any) -> dict[str, Any]:
        """Somebody whose window is open."""
        created: dict[str, Any] = self.ask("POST", "customers", {"window_open": True, **wanted})
        return created

    def send(self, payload: dict[str, Any], **extra: Any) -> httpx.Response:
        """Call the messages endpoint."""
        body = {"messaging_product": "whatsapp", **payload}
        return self.graph.post(f"{self.config.phone_number_id}/messages", json=body, **extra)

    def text(self, customer: dict[str, Any], body: str = "Oi", **more: Any) -> str:
        """Send a text that is accepted; its wamid."""
        response = self.send({"to": "+" + customer["phone"], "type": "text", "text": {"body": body}, **more})
        assert response.status_code == 200, response.text
        wamid: str = response.json()["messages"][0]["id"]
        return wamid

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API."""
        response = self.control.request(method, path, json=body)
        assert response.status_code < 300, response.text
        return response.json() if response.content else None

    def close(self) -> None:
        """Let go of the connections."""
        self.control.close()
        self.graph.close()


Starter = Callable[..., Sandbox]


@pytest.fixture
def start() -> Iterator[Starter]:
    """Start sandboxes with their own callback."""
    with ExitStack() as stack:

        def starter(*, http: str = "auto", **settings: Any) -> Sandbox:
            receiver = Receiver(SandboxConfig("").verify_token)
            callback = stack.enter_context(Served(receiver))
            config = SandboxConfig(f"{callback.url}/webhook", **{**QUICK, **settings})
            served = stack.enter_context(Served(create_app(config), http))
            sandbox = Sandbox(served.url, config, receiver)
            stack.callback(sandbox.close)
            return sandbox

        yield starter


@pytest.fixture
def sandbox(start: Starter) -> Sandbox:
    """One sandbox that is quick about its statuses."""
    return start()
