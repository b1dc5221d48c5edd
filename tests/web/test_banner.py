"""What every page says above all else when messages do not leave: to each what they can do about it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from tests.web.office_door import Browser, Site, site_of
from zapbot.desk import settle
from zapbot.store import heartbeat, settings


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose worker lives."""
    with site_of(tmp_path_factory.mktemp("banner") / "data") as found:
        with found.store() as db:
            heartbeat.beat(db, "1", time.time())
        yield found


def said(page: Browser, path: str = "/") -> list[str]:
    """The troubles on a page, as text."""
    html = page.get(path).text
    assert 'id="banner" class="banner" role="status"' in html
    return [
        re.sub(r"\s+", " ", re.sub("<[^>]+>", "", one)).strip() for one in re.findall(r'class="trouble">(.+)', html)
    ]


def stop(site: Site) -> None:
    with site.store() as db:
        db.execute("insert into numbers (id, display, updated_at) values ('109', '+55 21 95555-0100', 0)")
        settle.stop_number(db, "109", 190, "token expired", time.time())


def test_nothing_is_said_while_all_is_well(site: Site) -> None:
    assert said(site.browser("agent")) == []


@pytest.mark.parametrize("path", ["/", "/contacts", "/profile", "/live/trouble"])
def test_a_stopped_number_is_told_on_every_page_with_what_each_can_do(site: Site, path: str) -> None:
    agent, admin = site.browser("agent"), site.browser("admin")
    stop(site)
    (to_agent,), (to_admin,) = said(agent, path), said(admin, path)
    assert "está parado pelo WhatsApp desde" in to_agent
    assert "(código 190)" in to_agent
    assert "95555-0100" in to_agent
    assert "Avise quem administra" in to_agent
    assert "/admin/numbers" not in agent.get(path).text
    assert "Confira o token" in to_admin
    assert "/admin/numbers" in admin.get(path).text.split('class="trouble"')[1]


def test_a_worker_that_is_gone_is_told_and_goes_by_itself(site: Site) -> None:
    agent = site.browser("agent")
    with site.store() as db:
        settings.put(db, heartbeat.KEY, {"1": time.time() - 300}, time.time())
    assert "não estão saindo nem chegando desde" in said(agent)[0]
    with site.store() as db:
        settings.drop(db, heartbeat.KEY)
    assert "não estão saindo nem chegando." in said(agent)[0]
    with site.store() as db:
        heartbeat.beat(db, "2", time.time())
    assert said(agent) == []


def test_who_is_not_signed_in_is_told_nothing(site: Site) -> None:
    stop(site)
    page = site.browser()
    assert "109" not in page.get("/live/trouble").text
    assert 'class="trouble"' not in page.get("/sign-in").text


def test_a_page_knows_by_its_state_that_something_else_is_said_now(site: Site) -> None:
    agent = site.browser("agent")
    before = re.findall(r'data-state="(\w+)"', agent.get("/live/trouble").text)
    stop(site)
    after = re.findall(r'data-state="(\w+)"', agent.get("/").text)
    assert before == ["none"]
    assert after == re.findall(r'data-state="(\w+)"', agent.get("/live/trouble").text) != before
