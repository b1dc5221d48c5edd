"""`/admin/templates` against a sandbox: read, shown, handed in, deleted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.conftest import start as start
from tests.stack import SECRETS
from tests.web.office_door import Browser, Site, site_of
from zapbot.store import flows, numbers, templates
from zapbot.store.campaigns import Draft, begin
from zapbot.store.db import transaction

TAB = "/admin/templates"
NEW = {
    "name": "aviso_novo",
    "language": "pt_BR",
    "category": "UTILITY",
    "body": "Olá {{nome}}, seu pedido sai hoje de manhã.",
    "example.nome": "Ana",
}


@pytest.fixture
def sandbox(start: Starter) -> Sandbox:
    """An account whose templates wait for review."""
    return start(review_seconds=60, access_token=SECRETS["ZAPBOT_WHATSAPP_ACCESS_TOKEN"])


@pytest.fixture
def site(tmp_path: Path, sandbox: Sandbox) -> Iterator[Site]:
    """The site, which knows the account."""
    account = {"whatsapp_api_url": sandbox.url, "whatsapp_business_account_id": sandbox.config.business_account_id}
    with site_of(tmp_path / "data", **account) as site:
        yield site


@pytest.fixture
def ana(site: Site) -> Browser:
    """An admin's browser, with the templates read."""
    ana = site.browser("admin")
    assert ana.post(f"{TAB}/sync").headers["location"] == f"{TAB}?done=sync"
    return ana


def names(page: str) -> list[str]:
    """The templates of a list."""
    return re.findall(r'class="main-link" href="[^"]*">(.*?)</a>', page)


def test_they_are_read_and_listed_and_filtered(ana: Browser) -> None:
    assert len(names(ana.get(TAB).text)) == 7
    assert names(ana.get(f"{TAB}?category=MARKETING").text) == ["promocao_semana"]
    assert names(ana.get(f"{TAB}?q=consulta").text) == ["lembrete_consulta"]
    assert "Nenhum modelo com este filtro" in ana.get(f"{TAB}?q=nada").text


def test_before_they_were_read_it_is_said_what_to_do(site: Site) -> None:
    assert "Leia os que já existem na Meta" in site.browser("admin").get(TAB).text


def test_without_an_account_nothing_is_offered(tmp_path: Path) -> None:
    with site_of(tmp_path / "other", whatsapp_business_account_id=None) as site:
        ana = site.browser("admin")
        page = ana.get(TAB).text
        assert "ZAPBOT_WHATSAPP_BUSINESS_ACCOUNT_ID" in page
        assert "Ler de novo da Meta" not in page
        assert ana.post(f"{TAB}/sync").status_code == 502


def test_one_is_shown_as_a_customer_sees_it_and_where_it_is_used(site: Site, ana: Browser) -> None:
    with site.store() as db, transaction(db):
        numbers.adopt(db, ("800000000000001",), time.time())
        begin(db, Draft("Natal", "800000000000001", "lembrete_consulta", "pt_BR", "UTILITY", 10.0), time.time())
        for id, name in (("agenda", "lembrete_consulta"), ("outro", "lembrete_consulta_dois")):
            flows.add_version(db, id, id, f"{id}.yaml", f"zapbot: 1\ntemplate: {name}\n", None, None, time.time())
    page = ana.get(f"{TAB}/lembrete_consulta/pt_BR").text
    assert "Olá Ana, a sua consulta é em 12/10 às 9h." in page
    assert 'href="/campaigns/1"' in page
    assert 'href="/flows/agenda"' in page
    assert "/flows/outro" not in page
    assert ana.get(f"{TAB}/lembrete_consulta/en").status_code == 404


def test_what_meta_would_refuse_is_said_at_its_field_and_never_asked(sandbox: Sandbox, ana: Browser) -> None:
    wrong = {**NEW, "name": "Aviso Novo", "body": "{{nome}} oi", "example.nome": ""}
    answer = ana.post(f"{TAB}/new", wrong)
    assert answer.status_code == 422
    for sentence in ("como aviso_novo", "não pode começar com uma variável", "falta um exemplo"):
        assert sentence in answer.text
    assert len(sandbox.ask("GET", "templates")["templates"]) == 7


def test_the_form_shows_it_while_it_is_written(ana: Browser) -> None:
    page = ana.get(f"{TAB}/new/look", params=NEW).text
    assert "Olá Ana, seu pedido sai hoje de manhã." in page
    assert "recusaria" not in page
    assert "recusaria" in ana.get(f"{TAB}/new/look", params={**NEW, "footer": "x" * 61}).text
    assert 'name="example.nome"' in ana.get(f"{TAB}/new/examples", params=NEW).text


def test_a_new_one_is_handed_in_with_its_buttons(site: Site, ana: Browser) -> None:
    buttons = {"button0.type": "url", "button0.text": "Acompanhar", "button0.value": "https://loja.example/p/{{1}}"}
    answer = ana.post(f"{TAB}/new", {**NEW, **buttons, "button0.example": "A-42", "footer": "Padaria Aurora"})
    assert answer.headers["location"] == f"{TAB}/aviso_novo/pt_BR?done=created"
    with site.store() as db:
        made = templates.get(db, "aviso_novo", "pt_BR")
    assert made is not None
    assert made.status == "PENDING"
    assert made.definition is not None
    assert [button.url for button in made.definition.buttons] == ["https://loja.example/p/{{1}}"]


def test_what_meta_refuses_itself_is_shown(ana: Browser) -> None:
    ana.post(f"{TAB}/new", NEW)
    answer = ana.post(f"{TAB}/new", NEW)
    assert answer.status_code == 502
    assert "A Meta não fez isto" in answer.text


def test_one_is_deleted_only_when_its_name_is_typed(site: Site, sandbox: Sandbox, ana: Browser) -> None:
    page = f"{TAB}/aviso/pt_BR"
    answer = ana.post(f"{page}/delete", {"typed": "avis"})
    assert answer.status_code == 422
    assert "O nome não confere" in answer.text
    assert len(sandbox.ask("GET", "templates")["templates"]) == 7
    assert ana.post(f"{page}/delete", {"typed": "aviso"}).headers["location"] == f"{TAB}?done=deleted"
    assert len(sandbox.ask("GET", "templates")["templates"]) == 6
    with site.store() as db:
        gone = templates.get(db, "aviso", "pt_BR")
    assert gone is not None
    assert gone.status == templates.DELETED
