"""A webhook door: a real `zapbot serve` on loopback, and somebody who knocks as Meta does."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stack import SECRETS, Stack, until
from zapbot.store.db import connect
from zapbot.whatsapp.signature import sign

SECRET = SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"]
CANARIES = [value for name, value in SECRETS.items() if not name.endswith("_ID")]

_numbers = itertools.count(1)


def body(text: str = "Olá", **more: Any) -> bytes:
    """A webhook with one new message, as Meta writes it."""
    message = {"from": "5511955550101", "id": f"wamid.TEST{next(_numbers):06d}", "timestamp": "1790000000"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140000000", "phone_number_id": "800000000000001"},
        "contacts": [{"profile": {"name": "Ana Ribeiro"}, "wa_id": "5511955550101"}],
        "messages": [{**message, "type": "text", "text": {"body": text}, **more}],
    }
    entry = {"id": "900000000000001", "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}, separators=(",", ":")).encode()


class Door:
    """Knocks at one server and looks into its store from outside."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.http = stack.client
        self.url = f"{stack.server}/webhook"

    def post(self, body: bytes, secret: str = SECRET) -> httpx.Response:
        """Deliver a signed webhook."""
        return self.send(body, {"X-Hub-Signature-256": sign(body, secret)})

    def send(self, body: bytes | Iterator[bytes], headers: dict[str, str] | None = None) -> httpx.Response:
        """Deliver anything."""
        answer = self.http.post(self.url, content=body, headers={"Content-Type": "application/json", **(headers or {})})
        return discreet(answer)

    def verify(self, **changed: str) -> httpx.Response:
        """Knock as Meta does when the address is saved; an empty value leaves the parameter out."""
        asked = {
            "mode": "subscribe",
            "verify_token": SECRETS["ZAPBOT_WHATSAPP_VERIFY_TOKEN"],
            "challenge": "1158201444",
        }
        query = {f"hub.{name}": value for name, value in {**asked, **changed}.items() if value}
        return discreet(self.http.get(self.url, params=query))

    def get(self, path: str) -> httpx.Response:
        """Any other page."""
        return discreet(self.http.get(f"{self.stack.server}{path}"))

    def stored(self, body: bytes) -> int:
        """How often a body is on disk, as another process sees it."""
        return int(self._ask("select count(*) from webhook_events where body = ?", body))

    def count(self) -> int:
        """How many bodies are on disk."""
        return int(self._ask("select count(*) from webhook_events"))

    def pending(self) -> int:
        """How many bodies nobody has processed."""
        return int(self._ask("select count(*) from webhook_events where state = 'pending'"))

    def write(self, sql: str) -> None:
        """Change the store behind everybody's back."""
        db = connect(self.stack.data_dir)
        db.execute(sql)
        db.close()

    def log(self) -> str:
        """What the server printed."""
        return self.stack.log("serve")

    def launch(self, *options: str) -> subprocess.Popen[bytes]:
        """Start the server without waiting for anything."""
        with (self.stack.folder / "serve.log").open("ab") as log:
            command = [sys.executable, "-m", "zapbot", "serve", *options]
            self.stack.running["serve"] = subprocess.Popen(
                command, cwd=self.stack.folder, env=self.stack.environment, stdout=log, stderr=log
            )
        return self.stack.running["serve"]

    def answers(self, path: str, status: int, seconds: float = 20) -> httpx.Response:
        """Wait until a page answers with a status."""
        answer: httpx.Response = until(lambda: self._tried(path, status), seconds, f"{path} answers {status}")
        return answer

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock of the store from another process than the server's."""
        db = connect(self.stack.data_dir)
        db.execute("begin immediate")
        try:
            yield
        finally:
            db.execute("rollback")
            db.close()

    def _ask(self, sql: str, *parameters: Any) -> Any:
        connection = sqlite3.connect(self.stack.data_dir / "zapbot.db")
        try:
            return connection.execute(sql, parameters).fetchone()[0]
        finally:
            connection.close()

    def _tried(self, path: str, status: int) -> httpx.Response | None:
        try:
            answer = self.get(path)
        except httpx.TransportError:
            return None
        return answer if answer.status_code == status else None


def discreet(answer: httpx.Response) -> httpx.Response:
    """An answer that gives no secret away."""
    shown = answer.text + str(answer.headers)
    assert [canary for canary in CANARIES if canary in shown] == []
    return answer


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One server for the tests of a module that leave it as they found it."""
    with Stack(tmp_path_factory.mktemp("door")) as stack:
        stack.start("serve")
        yield Door(stack)


@pytest.fixture
def own_door(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    """Doors not started yet, with settings of their own."""
    with ExitStack() as stacks:
        yield lambda **settings: Door(stacks.enter_context(Stack(tmp_path, **settings)))
