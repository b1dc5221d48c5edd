"""`/admin`: people, teams, ready answers, audit."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_door import PEOPLE, Site, site_of
from zapbot.store import audit, canned_replies, team_members, teams, users
from zapbot.store.db import transaction


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site with its people."""
    with site_of(tmp_path / "data") as site:
        yield site


def _id(site: Site, role: str) -> int:
    with site.store() as db:
        return users.named(db, PEOPLE[role]).id


def _once(page: str) -> str:
    found = re.search(r'id="once">([^<]+)<', page)
    assert found
    return "/sign-in/" + html.unescape(found[1]).rpartition("/")[2]


def test_somebody_new_comes_in_by_a_link_that_is_shown_once(site: Site) -> None:
    admin = site.browser("admin")
    made = admin.post("/admin/people", {"email": "davi@loja.example", "name": "Davi", "role": "supervisor"})
    assert made.status_code == 200
    link = _once(made.text)
    assert link not in admin.get("/admin/people").text
    davi = site.browser()
    assert davi.bare_post(link).status_code == 303
    assert davi.get("/admin/replies").status_code == 200
    assert davi.get("/admin/people").status_code == 403


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"email": "ana"}, 400),
        ({"email": "x@y.example", "role": "boss"}, 400),
        ({"email": PEOPLE["agent"]}, 409),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(site: Site, data: dict[str, str], status: int) -> None:
    refused = site.browser("admin").post("/admin/people", data)
    assert (refused.status_code, 'role="alert"' in refused.text, 'id="once"' in refused.text) == (status, True, False)
    with site.store() as db:
        assert len(users.listed(db)) == 3


def test_a_role_counts_from_the_next_click(site: Site) -> None:
    admin, agent = site.browser("admin"), site.browser("agent")
    assert agent.get("/admin/replies").status_code == 403
    assert admin.post(f"/admin/people/{_id(site, 'agent')}/role", {"role": "supervisor"}).status_code == 303
    assert agent.get("/admin/replies").status_code == 200
    assert admin.post(f"/admin/people/{_id(site, 'agent')}/role", {"role": "boss"}).status_code == 400


def test_who_is_shut_out_is_out_until_let_in_again(site: Site) -> None:
    admin, agent, id = site.browser("admin"), site.browser("agent"), _id(site, "agent")
    done = admin.post(f"/admin/people/{id}/disable")
    assert done.status_code == 303
    assert "conversas abertas dela esperam" in admin.get(done.headers["location"]).text
    assert agent.get("/live/here").status_code == 401
    assert admin.post(f"/admin/people/{id}/link").status_code == 409
    assert admin.post(f"/admin/people/{id}/enable").status_code == 303
    assert agent.sign_in(PEOPLE["agent"]).status_code == 303


def test_a_reset_ends_password_and_sessions_and_gives_a_link(site: Site) -> None:
    admin, agent = site.browser("admin"), site.browser("agent")
    reset = admin.post(f"/admin/people/{_id(site, 'agent')}/reset")
    assert agent.get("/live/here").status_code == 401
    assert agent.sign_in(PEOPLE["agent"]).status_code == 401
    assert agent.bare_post(_once(reset.text)).headers["location"] == "/profile"


def test_signing_somebody_out_ends_their_links_too(site: Site) -> None:
    admin, agent, id = site.browser("admin"), site.browser("agent"), _id(site, "agent")
    link = _once(admin.post(f"/admin/people/{id}/link").text)
    assert admin.post(f"/admin/people/{id}/sign-out").status_code == 303
    assert agent.get("/live/here").status_code == 401
    assert agent.bare_post(link).status_code == 410


@pytest.mark.parametrize("verb", ["role", "disable", "reset", "sign-out"])
def test_an_admin_does_nothing_of_it_to_themselves(site: Site, verb: str) -> None:
    admin = site.browser("admin")
    assert admin.post(f"/admin/people/{_id(site, 'admin')}/{verb}", {"role": "agent"}).status_code == 409
    assert admin.get("/admin/people").status_code == 200


def test_somebody_who_is_not_there_is_not_found(site: Site) -> None:
    assert site.browser("admin").post("/admin/people/99/disable").status_code == 404


def test_the_links_address_is_the_public_one(tmp_path: Path) -> None:
    with site_of(tmp_path / "data", public_url="https://atendimento.example/") as site:
        admin = site.browser("admin", base_url="https://atendimento.example")
        made = admin.post("/admin/people", {"email": "x@y.example"}, headers={"Host": "evil.example"})
        assert "https://atendimento.example/sign-in/" in made.text


def test_a_team_has_the_people_that_are_ticked(site: Site) -> None:
    with site.store() as db, transaction(db):
        teams.put(db, {"vendas": "seg-sex 08:00-18:00"}, 0)
    admin, id = site.browser("admin"), _id(site, "agent")
    assert "seg-sex 08:00-18:00" in admin.get("/admin/teams").text
    assert admin.post("/admin/teams/vendas", {f"member-{id}": "on"}).status_code == 303
    with site.store() as db:
        assert team_members.members(db) == {"vendas": {id}}
    assert admin.post("/admin/teams/vendas", {"member-99": "on"}).status_code == 404
    assert admin.post("/admin/teams/none", {}).status_code == 404
    assert admin.post("/admin/teams/vendas", {"member-x": "on"}).status_code == 303
    with site.store() as db:
        assert team_members.members(db) == {}


def test_a_supervisor_keeps_the_ready_answers(site: Site) -> None:
    browser = site.browser("supervisor")
    assert browser.get("/admin").headers["location"] == "/admin/replies"
    saved = browser.post("/admin/replies", {"shortcut": "/horario", "text": "Abrimos às 8h, {first_name}.\r\nAté já!"})
    assert saved.headers["location"] == "/admin/replies?done=saved"
    with site.store() as db:
        (kept,) = canned_replies.listed(db)
    assert (kept.shortcut, kept.text) == ("horario", "Abrimos às 8h, {first_name}.\nAté já!")
    refused = browser.post("/admin/replies", {"shortcut": "horario", "text": "Outra <b>coisa</b>"})
    assert (refused.status_code, "Outra &lt;b&gt;coisa" in refused.text) == (409, True)
    assert browser.post(f"/admin/replies/{kept.id}", {"shortcut": "a b", "text": "x"}).status_code == 400
    assert browser.post(f"/admin/replies/{kept.id}", {"shortcut": "hora", "text": "x"}).status_code == 303
    assert browser.post(f"/admin/replies/{kept.id}/remove").status_code == 303
    assert browser.post(f"/admin/replies/{kept.id}/remove").status_code == 404
    with site.store() as db:
        assert canned_replies.listed(db) == []


def test_what_was_done_is_read_by_admins_page_by_page(site: Site) -> None:
    with site.store() as db, transaction(db):
        for n in range(150):
            audit.append(db, n, "cli", "user.added", f"user:{n + 1000}")
    admin = site.browser("admin")
    page = admin.get("/admin/audit?kind=user").text
    assert page.count("<tr>") == 101
    older = re.search(r'href="([^"]*before=[^"]*)"', page)
    assert older
    assert admin.get(html.unescape(older[1])).text.count("<tr>") == 1 + 150 - 100
    assert "entrou" in admin.get("/admin/audit?kind=login").text
    assert admin.get("/admin/audit?kind=%27").status_code == 200
