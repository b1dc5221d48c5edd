"""The API of a real `zapbot serve` on loopback, and callers with every scope."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from sqlite_utils import Database

from tests.stack import SECRETS, Stack
from zapbot.desk import people, tokens
from zapbot.desk.scopes import SCOPES
from zapbot.store import conversations, numbers, windows
from zapbot.store.db import connect, transaction
from zapbot.store.migrations import migrate

NUMBER = SECRETS["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"]
PASSWORD = "tres gatos no telhado"
ROLES = ("admin", "supervisor", "agent")
PROBLEM = "application/problem+json"


class Api:
    """Calls one server, with the token of a scope or of nobody, and looks into its store."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        migrate(stack.data_dir)
        self.db = connect(stack.data_dir)
        numbers.adopt(self.db, (NUMBER,), time.time())
        self.tokens = {scope: tokens.add(self.db, scope, (scope,), "cli", time.time(), None).token for scope in SCOPES}
        for role in ROLES:
            people.add(self.db, f"{role}@loja.example", role, role, PASSWORD, "cli", time.time())

    def call(self, method: str, path: str, scope: str | None = "admin", **options: Any) -> httpx.Response:
        """Call a path; every error must be a problem."""
        token = {"Authorization": f"Bearer {self.tokens.get(scope, scope)}"} if scope else {}
        headers = {**token, **options.pop("headers", {})}
        answer = self.stack.client.request(method, f"{self.stack.server}/api{path}", headers=headers, **options)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json()["status"] == answer.status_code
        return answer

    def get(self, path: str, **options: Any) -> Any:
        """What a path gives."""
        answer = self.call("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """Post JSON to a path."""
        return self.call("POST", path, json=json, **options)

    def customer(self, phone: str, name: str | None = None) -> int:
        """A contact who wrote just now; the id."""
        made = self.post("/contacts", {"phone": phone, **({"name": name} if name else {})})
        assert made.status_code == 201, made.text
        id = int(made.json()["id"])
        with transaction(self.db):
            conversations.current(self.db, id, time.time(), NUMBER)
            windows.wrote(self.db, id, NUMBER, time.time())
        return id

    def sign_in(self, role: str) -> str:
        """An access token of somebody in a role."""
        answer = self.post("/auth/token", {"email": f"{role}@loja.example", "password": PASSWORD}, scope=None)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One server for the tests of a module."""
    with Stack(tmp_path_factory.mktemp("api"), API_PER_MINUTE="100000") as stack:
        called = Api(stack)
        with closing(called.db):
            stack.start("serve")
            yield called


@pytest.fixture
def db(api: Api) -> Database:
    """The server's store."""
    return api.db
