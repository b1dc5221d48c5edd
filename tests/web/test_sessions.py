"""Sessions of browsers: who is let in, what a form must carry, and when it is over."""

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Stack
from tests.web.office_door import PASSWORD, PEOPLE, Browser, Site, site_of
from zapbot.desk import people
from zapbot.store import sessions

AGENT = PEOPLE["agent"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site with its people."""
    with site_of(tmp_path / "data") as site:
        yield site


def _is_in(browser: Browser) -> bool:
    return browser.get("/live/here").status_code == 204


def _name(browser: Browser, name: str = "Outro Nome", **options: object) -> int:
    """Try to change one's name, with no token but what is given; the answer's status."""
    return browser.bare_post("/profile", {"name": name, "language": ""}, **options).status_code


def test_the_cookie_is_for_the_server_only(site: Site) -> None:
    given = site.browser().sign_in(AGENT).headers["set-cookie"].lower()
    assert given.startswith("zb_s=")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in given.split(";")}
    assert "secure" not in given


def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    with site_of(tmp_path / "data", public_url="https://atendimento.example") as site:
        browser = site.browser(base_url="https://atendimento.example")
        given = browser.sign_in(AGENT).headers["set-cookie"]
        assert given.startswith("__Host-zb_s=")
        assert {"secure", "httponly", "path=/"} <= {part.strip().lower() for part in given.split(";")}
        assert "domain" not in given.lower()
        assert _is_in(browser)


def test_a_reference_brought_along_is_never_taken_over(site: Site) -> None:
    browser = site.browser()
    browser.client.cookies.set("zb_s", "chosen-by-somebody-else")
    browser.sign_in(AGENT)
    assert _is_in(browser)
    thief = site.browser()
    thief.client.cookies.set("zb_s", "chosen-by-somebody-else")
    assert not _is_in(thief)


def test_signing_in_again_gives_a_new_reference_and_ends_the_old_one(site: Site) -> None:
    browser = site.browser("agent")
    old = browser.cookie
    browser.sign_in(PEOPLE["admin"])
    assert browser.cookie != old
    thief = site.browser()
    thief.client.cookies.set("zb_s", old)
    assert not _is_in(thief)


def test_the_store_does_not_know_the_reference(site: Site) -> None:
    browser = site.browser("agent")
    with site.store() as db:
        kept = str(db.execute("select * from sessions").fetchall())
    assert browser.cookie not in kept
    assert sessions.hash_of(browser.cookie) in kept


def test_signed_out_is_out_at_once_and_the_reference_is_worthless(site: Site) -> None:
    browser = site.browser("agent")
    reference = browser.cookie
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    browser.client.cookies.set("zb_s", reference)
    assert not _is_in(browser)


def test_who_is_shut_out_or_reset_is_out_with_the_next_click(site: Site) -> None:
    browser, other = site.browser("agent"), site.browser("supervisor")
    with site.store() as db:
        people.disable(db, AGENT, "cli", time.time())
        people.reset(db, PEOPLE["supervisor"], None, "cli", time.time())
    assert not _is_in(browser)
    assert not _is_in(other)


def test_an_old_session_is_over(site: Site) -> None:
    browser = site.browser("agent")
    with site.store() as db:
        db.execute("update sessions set seen_at = seen_at - ?", (sessions.IDLE_SECONDS,))
    assert not _is_in(browser)


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    browser, other = site.browser("agent"), site.browser("admin")
    assert _name(browser) == 403
    assert _name(browser, headers={"X-CSRF-Token": ""}) == 403
    assert _name(browser, headers={"X-CSRF-Token": other.csrf}) == 403
    assert _name(browser, headers={"X-CSRF-Token": browser.csrf}) == 303
    assert browser.post("/profile", {"name": "Caio Souza", "language": ""}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.local.evil.example"},
    ],
)
def test_a_form_of_another_site_changes_nothing_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser("agent")
    assert _name(browser, headers={"X-CSRF-Token": browser.csrf, **headers}) == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver.local"}, {"Origin": "null"}, {}],
)
def test_a_form_of_ours_is_taken_whatever_the_browser_says_of_it(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser("agent")
    assert _name(browser, headers={"X-CSRF-Token": browser.csrf, **headers}) == 303


def test_the_api_never_reads_the_cookie(site: Site) -> None:
    browser = site.browser("admin")
    assert browser.get("/api/contacts").status_code == 401


def test_a_store_that_somebody_writes_to_keeps_nobody_waiting(site: Site) -> None:
    browser = site.browser("agent")
    with site.store() as db:
        db.execute("update sessions set seen_at = seen_at - 120")
        db.execute("begin immediate")
        begun = time.monotonic()
        assert _is_in(browser)
        assert time.monotonic() - begun < 1
        db.execute("rollback")
    assert _is_in(browser)
    with sqlite3.connect(site.data_dir / "zapbot.db") as store:
        assert store.execute("select max(seen_at) from sessions").fetchone()[0] > time.time() - 60
    store.close()


@pytest.mark.parametrize("way", ["sign out", "disable", "sign out everywhere"])
def test_a_stream_ends_within_five_seconds_of_its_session(tmp_path: Path, way: str) -> None:
    with Stack(tmp_path) as stack:
        added = stack.zapbot("users", "add", AGENT, "--password-stdin", input=f"{PASSWORD}\n")
        assert added.returncode == 0, added.stderr
        stack.start("serve")
        entered = stack.client.post(f"{stack.server}/sign-in", data={"email": AGENT, "password": PASSWORD})
        assert entered.status_code == 303
        page = stack.client.get(f"{stack.server}/profile").text
        csrf = re.search(r'data-csrf="(\w+)"', page)
        assert csrf
        with stack.client.stream("GET", f"{stack.server}/live") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            begun = time.monotonic()
            if way == "sign out":
                stack.client.post(f"{stack.server}/sign-out", data={"csrf": csrf[1]})
            elif way == "disable":
                stack.zapbot("users", "disable", AGENT)
            else:
                stack.zapbot("users", "logout-all")
            for _ in lines:
                continue
            assert time.monotonic() - begun < 8  # the command itself takes a moment to start
        assert stack.client.get(f"{stack.server}/live").status_code == 401
