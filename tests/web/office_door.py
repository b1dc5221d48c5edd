"""The whole site in this process, with people in it, and browsers they look at it with."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from litestar.testing import TestClient

from tests.stack import SECRETS, until
from zapbot.desk import passwords, people
from zapbot.settings import Settings
from zapbot.store import users
from zapbot.store.db import connect
from zapbot.web.server import create_app

PASSWORD = "tres gatos no telhado"
PEOPLE = {"admin": "ana@loja.example", "supervisor": "bia@loja.example", "agent": "caio@loja.example"}
_NAMES = {name.removeprefix("ZAPBOT_").lower(): value for name, value in SECRETS.items()}


class Site:
    """The site on a data directory, with one person of each role."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        self.data_dir = data_dir
        self.app = create_app(Settings(data_dir=data_dir, _env_file=None, **{**_NAMES, **settings}))  # type: ignore[call-arg]
        self._clients: list[TestClient[Any]] = []

    def browser(self, role: str | None = None, base_url: str = "http://testserver.local") -> Browser:
        """A browser, signed in as the person of a role or as nobody."""
        client: TestClient[Any] = TestClient(self.app, base_url=base_url, raise_server_exceptions=False)
        browser = Browser(client)
        if role is not None:
            assert browser.sign_in(PEOPLE[role]).status_code == 303
            browser.learn()
        return browser

    @contextmanager
    def store(self) -> Iterator[Any]:
        """The store, as the command line opens it."""
        db = connect(self.data_dir)
        try:
            yield db
        finally:
            db.close()

    def link(self, email: str) -> str:
        """A sign-in link of a person, as a path."""
        with self.store() as db:
            return f"/sign-in/{people.link(db, email, 'cli', time.time())}"


class Browser:
    """Keeps cookies, follows nothing by itself, and repeats the token of the pages in its forms."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.csrf = ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Look at a page."""
        return self.client.get(path, follow_redirects=False, **options)

    def post(self, path: str, data: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """Send a form as the page would: with its token."""
        return self.bare_post(path, {"csrf": self.csrf, **(data or {})}, **options)

    def bare_post(self, path: str, data: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """Send a form without a token."""
        return self.client.post(path, data=data or {}, follow_redirects=False, **options)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Fill in the form."""
        return self.bare_post("/sign-in", {"email": email, "password": password, **more})

    def learn(self) -> None:
        """Read the token from a page."""
        found = re.search(r'data-csrf="(\w+)"', self.get("/profile").text)
        assert found
        self.csrf = found[1]

    @property
    def cookie(self) -> str:
        """The reference in the session's cookie."""
        return next((value for name, value in self.client.cookies.items() if name.endswith("zb_s")), "")


@contextmanager
def site_of(data_dir: Path, **settings: Any) -> Iterator[Site]:
    """The site, running; its people are there."""
    site = Site(data_dir, **settings)
    with TestClient(site.app):
        until(site.app.state.ready.is_set, 20, "the store is open")
        with site.store() as db:
            for role, email in PEOPLE.items():
                users.add(db, email, role.title(), role, _hash(), time.time())
        yield site


@cache
def _hash() -> str:
    """What is kept of everybody's password: made once, for it takes a while."""
    return passwords.hashed(PASSWORD)
