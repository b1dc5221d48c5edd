"""`/admin/teams`: an admin adds teams, changes when they are there, and takes the file's word again."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_door import Browser, Site, site_of
from zapbot.store import audit, team_members, teams
from zapbot.store.db import transaction

HOURS = "seg-sex 08:00-12:00 13:00-18:00, exceto 25/12"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site, with one team from the file."""
    with site_of(tmp_path / "data") as site:
        with site.store() as db, transaction(db):
            teams.put(db, {"vendas": HOURS}, 0)
        yield site


@pytest.fixture
def ana(site: Site) -> Browser:
    """An admin's browser."""
    return site.browser("admin")


def text(browser: Browser, path: str = "/admin/teams") -> str:
    """What a page says, in Portuguese."""
    return html.unescape(browser.get(path, headers={"accept-language": "pt-BR"}).text)


def hours(site: Site) -> dict[str, str]:
    """The hours that hold."""
    with site.store() as db:
        return teams.hours(db)


def week(days: str, opens: str, closes: str, n: int = 0) -> dict[str, str]:
    """A line of the form; days by their numbers."""
    return {**{f"day-{n}-{day}": "on" for day in days}, f"opens-{n}": opens, f"closes-{n}": closes}


def test_the_form_shows_the_hours_of_the_file(ana: Browser) -> None:
    page = text(ana)
    assert "do arquivo teams.yaml" in page
    assert 'name="day-1-4" checked' in page
    assert 'name="day-1-5" checked' not in page
    assert 'name="opens-1" value="13:00"' in page
    assert 'name="off" value="25/12"' in page
    assert "Usar o do arquivo" not in page


def test_other_hours_hold_at_once_and_say_who_changed_them(site: Site, ana: Browser) -> None:
    filled = {"when": "hours", **week("01234", "09:00", "18:00"), **week("5", "09:00", "00:00", 3), "off": "1/1"}
    assert ana.post("/admin/teams/vendas/hours", filled).status_code == 303
    assert hours(site) == {"vendas": "seg-sex 09:00-18:00, sáb 09:00-24:00, exceto 01/01"}
    page = text(ana)
    assert "por Admin" in page
    assert f"No arquivo: <code>{HOURS}</code>" in page
    assert 'name="closes-1" value="00:00"' in page
    assert "mudou o horário da equipe" in text(ana, "/admin/audit?kind=team")


def test_the_files_hours_can_be_put_back(site: Site, ana: Browser) -> None:
    ana.post("/admin/teams/vendas/hours", {"when": "never", "off": ""})
    assert hours(site) == {"vendas": "nunca"}
    assert ana.post("/admin/teams/vendas/put-back").status_code == 303
    assert hours(site) == {"vendas": HOURS}
    assert "do arquivo teams.yaml" in text(ana)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"when": "hours", **week("0", "18:00", "08:00")}, "18:00-08:00 termina antes de começar"),
        ({"when": "hours", **week("", "08:00", "18:00")}, "Uma linha de horário tem dias e duas horas"),
        ({"when": "hours", **week("0", "8h", "18:00")}, "Uma linha de horário tem dias e duas horas"),
        ({"when": "hours"}, "Não há horário nenhum"),
        ({"when": "always", "off": "31/02"}, "“31/02” não é um dia do calendário"),
        ({"when": "always", "off": "<b>natal</b>"}, "“<b>natal</b>” não é um dia do calendário"),
    ],
)
def test_what_cannot_be_hours_is_said_and_what_was_filled_in_stays(
    site: Site, ana: Browser, filled: dict[str, str], said: str
) -> None:
    answer = ana.post("/admin/teams/vendas/hours", filled, headers={"accept-language": "pt-BR"})
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert "<b>natal" not in answer.text
    assert f'value="{html.escape(filled.get("off", ""))}"' in answer.text
    assert hours(site) == {"vendas": HOURS}


def test_a_team_is_added_renamed_and_removed(site: Site, ana: Browser) -> None:
    assert ana.post("/admin/teams", {"name": "caixa"}).status_code == 303
    assert hours(site)["caixa"] == "sempre"
    assert ana.post("/admin/teams/caixa/rename", {"name": "financeiro"}).status_code == 303
    assert ana.post("/admin/teams/financeiro/remove").status_code == 303
    assert list(hours(site)) == ["vendas"]
    with site.store() as db:
        done = [line.what for line in audit.listed(db, kind="team")]
    assert done == ["team.removed", "team.renamed", "team.added"]


def test_a_removed_team_of_the_file_can_be_brought_back(site: Site, ana: Browser) -> None:
    ana.post("/admin/teams/vendas/remove")
    page = text(ana)
    assert "Removidas aqui, mas ainda no arquivo" in page
    assert ana.post("/admin/teams/vendas/put-back").status_code == 303
    assert hours(site) == {"vendas": HOURS}


def test_removing_asks_first_also_without_scripts(ana: Browser) -> None:
    assert '<dialog class="sheet ask" id="ask-remove-1" aria-labelledby="ask-remove-1-title">' in text(ana)
    assert 'aria-labelledby="ask-remove-1-title" open>' in text(ana, "/admin/teams?confirm=remove-1")


def test_a_name_that_is_taken_is_refused_at_its_form(ana: Browser) -> None:
    answer = ana.post("/admin/teams", {"name": "Vendas"}, headers={"accept-language": "pt-BR"})
    assert answer.status_code == 409
    assert "Já existe a equipe vendas" in answer.text


def test_a_team_that_is_gone_is_told(ana: Browser) -> None:
    for deed in ("hours", "put-back", "rename", "remove"):
        assert ana.post(f"/admin/teams/nada/{deed}", {"when": "always", "name": "x"}).status_code == 404


def test_every_page_that_lists_teams_lists_the_same(site: Site, ana: Browser) -> None:
    with site.store() as db, transaction(db):
        team_members.put(db, "caixa", {1})
    ana.post("/admin/teams", {"name": "entregas"})
    for team in ("caixa", "entregas", "vendas"):
        assert f'name="turns-{team}"' in text(ana, "/admin/rules")
        assert f"<bdi>{team}</bdi></h2>" in text(ana)
        assert f">{team}</option>" in text(ana, "/inbox/filters")
