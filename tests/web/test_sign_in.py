"""`/sign-in`: by password, by link, with a code; and what those who guess get."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_door import PASSWORD, PEOPLE, Browser, Site, site_of
from zapbot.desk import people, second_step, totp
from zapbot.store import audit, users
from zapbot.web import sessions
from zapbot.web.sign_in import local
from zapbot.web.throttle import SignIns

AGENT = PEOPLE["agent"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site with its people."""
    with site_of(tmp_path / "data") as site:
        yield site


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def _with_second_step(site: Site, email: str = AGENT) -> str:
    """Turn somebody's second step on; the secret in their app."""
    key = sessions.key(site.app.state)
    with site.store() as db:
        user = users.named(db, email)
        secret, offer = second_step.offer(key, user)
        long_ago = time.time() - 300
        second_step.begin(db, key, user, offer, totp.code(secret, int(long_ago // 30)), long_ago)
    return secret


def _code(browser: Browser, page: str, code: str) -> int:
    data = {name: _field(page, name) for name in ("form", "next", "pending")}
    return browser.bare_post("/sign-in/code", {**data, "code": code}).status_code


def test_the_right_password_leads_where_one_wanted_to(site: Site) -> None:
    browser = site.browser()
    away = browser.get("/flows?lang=en", headers={"Accept": "text/html"})
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/flows%3Flang%3Den")
    page = browser.get(away.headers["location"]).text
    entered = browser.sign_in(AGENT, next=_field(page, "next"))
    assert (entered.status_code, entered.headers["location"]) == (303, "/flows?lang=en")


def test_nobody_learns_who_exists(site: Site) -> None:
    with site.store() as db:
        people.disable(db, PEOPLE["supervisor"], "cli", time.time())
    answers = []
    for email, password in ((AGENT, "x" * 20), ("ninguem@loja.example", "x" * 20), (PEOPLE["supervisor"], PASSWORD)):
        answer = site.browser().sign_in(email, password)
        answers.append((answer.status_code, _plain(answer.text.replace(email, "E"))))
    assert answers[0][0] == 401
    assert answers[0] == answers[1] == answers[2]


def _plain(page: str) -> str:
    """A page without what is new in every page."""
    return re.sub(r'(nonce|value)="[^"]*"', "", page)


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie: a=b",
        "",
        "evil",
    ],
)
def test_nobody_is_led_to_another_site(site: Site, path: str) -> None:
    assert local(path) == "/"
    assert site.browser().sign_in(AGENT, next=path).headers["location"] == "/"


def test_an_address_of_ours_is_one(site: Site) -> None:
    assert local("/c/12?tab=mine#msg-3") == "/c/12?tab=mine#msg-3"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_signs_nobody_in(site: Site, headers: dict[str, str]) -> None:
    browser, link = site.browser(), site.link(AGENT)
    refused = browser.bare_post("/sign-in", {"email": AGENT, "password": PASSWORD}, headers=headers)
    assert refused.status_code == 403
    assert browser.bare_post(link, headers=headers).status_code == 403
    assert browser.cookie == ""


def test_a_browser_that_hides_where_a_form_is_from_shows_that_it_is_ours(site: Site) -> None:
    browser, data = site.browser(), {"email": AGENT, "password": PASSWORD}
    assert browser.bare_post("/sign-in", data, headers={"Origin": "null"}).status_code == 403
    page = browser.get("/sign-in").text
    forged = browser.bare_post("/sign-in", {**data, "form": "forged"}, headers={"Origin": "null"})
    ours = browser.bare_post("/sign-in", {**data, "form": _field(page, "form")}, headers={"Origin": "null"})
    assert (forged.status_code, ours.status_code) == (403, 303)


def test_an_office_behind_one_address_signs_in_at_once(site: Site) -> None:
    assert [site.browser().sign_in(AGENT).status_code for _ in range(8)] == [303] * 8


def test_a_browser_somebody_signed_in_with_is_not_kept_out_by_guesses_of_others(site: Site) -> None:
    known, stranger = site.browser(), site.browser()
    assert known.sign_in(AGENT).status_code == 303
    known.learn()
    known.post("/sign-out")
    assert [stranger.sign_in(AGENT, f"palpite {n}").status_code for n in range(6)] == [401] * 5 + [429]
    assert known.sign_in("admin@loja.example", "palpite").status_code == 429
    assert known.sign_in(AGENT).status_code == 303


def test_a_known_browser_may_guess_no_more_than_others(site: Site) -> None:
    known = site.browser()
    known.sign_in(AGENT)
    assert [known.sign_in(AGENT, f"palpite {n}").status_code for n in range(6)] == [401] * 5 + [429]


def test_a_made_up_cookie_makes_no_browser_known(site: Site) -> None:
    browser = site.browser()
    browser.client.cookies.set("zb_k", "qualquer.coisa")
    answers = [browser.sign_in(AGENT, f"palpite {n}").status_code for n in range(6)]
    browser.client.cookies.set("zb_k", "outra.coisa")
    assert [*answers, browser.sign_in(AGENT).status_code] == [401] * 5 + [429] * 2


def test_a_few_guesses_from_one_address_are_all(site: Site) -> None:
    browser = site.browser()
    answers = [browser.sign_in(AGENT, f"palpite numero {n}").status_code for n in range(7)]
    assert answers == [401] * 5 + [429] * 2
    refused = browser.sign_in(AGENT)
    assert refused.status_code == 429
    assert "segundos" in refused.text


def test_who_is_guessed_at_is_slowed_down_and_never_locked_out() -> None:
    tries = SignIns()
    assert tries.delay(AGENT, 0) == 0
    for second in range(200):
        tries.failed(AGENT, second / 10)
    assert tries.delay(AGENT.upper(), 20) == SignIns.LONGEST_DELAY
    assert tries.refused("203.0.113.7", 20) == 0
    assert tries.delay("outra@loja.example", 20) == 0


def test_a_link_signs_in_once_after_a_click(site: Site) -> None:
    link, browser = site.link(AGENT), site.browser()
    for _ in range(2):
        offered = browser.get(link)
        assert (offered.status_code, AGENT in offered.text) == (200, True)
    entered = browser.bare_post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert browser.get("/live/here").status_code == 204
    other = site.browser()
    assert other.bare_post(link).status_code == 410
    assert other.get(link).status_code == 410
    assert other.get("/sign-in/made-up").status_code == 410


def test_who_has_no_password_is_led_to_choose_one(site: Site) -> None:
    with site.store() as db:
        people.add(db, "nova@loja.example", "Nova", "agent", None, "cli", time.time())
    assert site.browser().sign_in("nova@loja.example", "").status_code == 401
    browser = site.browser()
    assert browser.bare_post(site.link("nova@loja.example")).headers["location"] == "/profile"
    browser.learn()
    assert "não tem senha" in browser.get("/profile").text
    assert browser.post("/profile/password", {"new": "quatro gatos no muro"}).status_code == 303
    assert site.browser().sign_in("nova@loja.example", "quatro gatos no muro").headers["location"] == "/"


def test_a_second_step_asks_for_the_code(site: Site) -> None:
    secret, browser = _with_second_step(site), site.browser()
    asked = browser.sign_in(AGENT, next="/flows")
    assert asked.status_code == 200
    assert browser.cookie == ""
    assert _code(browser, asked.text, "000000") == 401
    code = totp.code(secret, int(time.time() // 30))
    assert _code(browser, asked.text, code) == 303
    assert browser.get("/live/here").status_code == 204
    assert _code(site.browser(), asked.text, code) == 401


def test_a_second_step_is_asked_of_who_comes_by_link(site: Site) -> None:
    secret, browser = _with_second_step(site), site.browser()
    asked = browser.bare_post(site.link(AGENT))
    assert (asked.status_code, browser.cookie) == (200, "")
    assert _code(browser, asked.text, totp.code(secret, int(time.time() // 30))) == 303


@pytest.mark.parametrize("forged", ["", "1.9999999999.00", "x", "1.9.9.9", "99.9999999999.00", "²." + "9" * 400 + ".x"])
def test_the_code_alone_is_worth_nothing(site: Site, forged: str) -> None:
    secret = _with_second_step(site)
    code = totp.code(secret, int(time.time() // 30))
    answer = site.browser().bare_post("/sign-in/code", {"pending": forged, "code": code})
    assert answer.status_code == 401


def test_a_new_password_ends_a_sign_in_that_waits_for_its_code(site: Site) -> None:
    secret, browser = _with_second_step(site), site.browser()
    asked = browser.sign_in(AGENT)
    with site.store() as db:
        people.reset(db, AGENT, "quatro gatos no muro", "cli", time.time())
    assert _code(browser, asked.text, totp.code(secret, int(time.time() // 30))) == 401


def test_codes_are_not_guessed() -> None:
    tries = SignIns()
    assert [tries.code_refused(1, second) > 0 for second in range(12)] == [False] * 10 + [True] * 2
    assert tries.code_refused(2, 12) == 0


def test_the_api_asks_for_the_code_too(site: Site) -> None:
    secret, browser = _with_second_step(site), site.browser()
    credentials = {"email": AGENT, "password": PASSWORD}
    alone = browser.client.post("/api/auth/token", json=credentials)
    assert (alone.status_code, "six digits" in alone.text) == (401, True)
    code = totp.code(secret, int(time.time() // 30))
    assert browser.client.post("/api/auth/token", json={**credentials, "code": code}).status_code == 200


def test_sign_ins_are_written_down(site: Site) -> None:
    browser = site.browser()
    browser.sign_in(AGENT, "outra frase qualquer")
    browser.sign_in(AGENT)
    with site.store() as db:
        assert [line.what for line in audit.listed(db, 2)] == ["login", "login.failed"]


def test_a_password_of_a_megabyte_is_not_hashed(site: Site) -> None:
    assert site.browser().sign_in(AGENT, "x" * 1_000_000).status_code == 413
