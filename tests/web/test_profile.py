"""`/profile`: what people change of their own, and what that does to their other browsers."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_door import PASSWORD, PEOPLE, Browser, Site, site_of
from zapbot.desk import totp
from zapbot.store import sessions, users
from zapbot.store.preferences import Preferences, preferences
from zapbot.store.users import User

AGENT = PEOPLE["agent"]
NEW = "quatro gatos no muro"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site with its people."""
    with site_of(tmp_path / "data") as site:
        yield site


def _user(site: Site) -> User:
    with site.store() as db:
        return users.named(db, AGENT)


def test_a_name_and_a_language_are_kept(site: Site) -> None:
    browser = site.browser("agent")
    assert browser.post("/profile", {"name": "  Caio   Souza ", "language": "en"}).status_code == 303
    assert (_user(site).name, _user(site).language) == ("Caio Souza", "en")
    page = browser.get("/profile", headers={"Accept-Language": "pt-BR"}).text
    assert '<html lang="en">' in page
    assert '<html lang="pt-BR">' in browser.get("/profile?lang=pt").text
    browser.post("/profile", {"name": "Caio", "language": "xx"})
    assert _user(site).language is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_a_name(site: Site, name: str) -> None:
    assert site.browser("agent").post("/profile", {"name": name}).status_code == 400
    assert _user(site).name == "Agent"


def test_a_name_is_only_ever_shown(site: Site) -> None:
    browser = site.browser("agent")
    browser.post("/profile", {"name": "<script>alert(1)</script>"})
    page = browser.get("/profile").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_preferences_are_kept_and_a_box_not_ticked_is_off(site: Site) -> None:
    browser = site.browser("agent")
    assert preferences(_user(site)) == Preferences()
    browser.post("/profile/preferences", {"enter_sends": "on", "density": "compact", "text_size": "huge"})
    kept = preferences(_user(site))
    assert (kept.enter_sends, kept.shortcuts, kept.density, kept.text_size) == (True, False, "compact", "normal")


def test_the_help_says_when_the_shortcuts_are_off(site: Site) -> None:
    browser = site.browser("agent")
    assert "Os atalhos estão desligados." not in browser.get("/profile").text
    browser.post("/profile/preferences", {})
    page = browser.get("/profile").text
    assert re.search(
        r'<h2 id="keys-title">.*<p class="notice">Os atalhos estão desligados\..*<dl class="keys">', page, re.S
    )
    assert "Os atalhos podem ser desligados" not in page


@pytest.mark.parametrize("stored", ["", "[]", '{"density": "none"}', "{"])
def test_strange_preferences_are_as_they_are_for_everybody(site: Site, stored: str) -> None:
    with site.store() as db:
        db.execute("update users set preferences = ?", (stored,))
    assert preferences(_user(site)) == Preferences()


def test_a_new_password_needs_the_old_one_and_ends_all_other_sessions(site: Site) -> None:
    browser, other = site.browser("agent"), site.browser("agent")
    assert browser.post("/profile/password", {"old": "outra frase", "new": NEW}).status_code == 400
    assert other.get("/live/here").status_code == 204
    before = browser.cookie
    assert browser.post("/profile/password", {"old": PASSWORD, "new": NEW}).status_code == 303
    assert browser.cookie != before
    assert browser.get("/live/here").status_code == 204
    assert other.get("/live/here").status_code == 401
    assert site.browser().sign_in(AGENT).status_code == 401
    assert site.browser().sign_in(AGENT, NEW).status_code == 303


def test_a_weak_password_is_refused_in_words(site: Site) -> None:
    refused = site.browser("agent").post("/profile/password", {"old": PASSWORD, "new": "senha1234567890"})
    assert (refused.status_code, "frase" in refused.text) == (400, True)


def test_the_password_is_not_guessed_at_an_open_screen(site: Site) -> None:
    browser = site.browser("agent")
    answers = [browser.post("/profile/password", {"old": f"palpite {n}", "new": NEW}).status_code for n in range(11)]
    assert answers == [400] * 10 + [429]
    assert browser.post("/profile/password", {"old": PASSWORD, "new": NEW}).status_code == 429


def test_another_browser_of_ones_own_is_signed_out_there(site: Site) -> None:
    browser, other, stranger = site.browser("agent"), site.browser("agent"), site.browser("admin")
    assert browser.get("/profile").text.count('action="/profile/sessions"') == 1
    theirs = {"session": sessions.hash_of(stranger.cookie)}
    assert browser.post("/profile/sessions", theirs).status_code == 404
    assert stranger.get("/live/here").status_code == 204
    assert browser.post("/profile/sessions", {"session": sessions.hash_of(other.cookie)}).status_code == 303
    assert other.get("/live/here").status_code == 401
    assert browser.get("/live/here").status_code == 204


def _offer(browser: Browser) -> tuple[str, str]:
    page = browser.get("/profile/second-step").text
    offer, secret = re.search(r'name="offer" value="([^"]+)"', page), re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert offer
    assert secret
    assert "<svg" in page
    return html.unescape(offer[1]), secret[1].replace(" ", "")


def test_a_second_step_is_turned_on_with_password_and_code_and_off_with_the_password(site: Site) -> None:
    browser = site.browser("agent")
    offer, secret = _offer(browser)
    code = totp.code(secret, int(time.time() // 30))
    begin = {"offer": offer, "old": PASSWORD, "code": code}
    assert browser.post("/profile/second-step", {**begin, "old": "outra frase"}).status_code == 400
    assert browser.post("/profile/second-step", {**begin, "code": "000000"}).status_code == 400
    assert browser.post("/profile/second-step", {**begin, "offer": "x"}).headers["location"] == "/profile/second-step"
    assert browser.post("/profile/second-step", begin).headers["location"] == "/profile?done=code_on"
    assert site.browser().sign_in(AGENT).status_code == 200
    assert browser.post("/profile/second-step/end", {"old": "outra frase"}).status_code == 400
    assert browser.post("/profile/second-step/end", {"old": PASSWORD}).status_code == 303
    assert site.browser().sign_in(AGENT).status_code == 303
