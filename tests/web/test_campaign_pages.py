"""`/campaigns`: from a list to a campaign that runs, step by step, as plain forms."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.desk.approved import NUMBERED, PLAIN, PROMOTION, keep
from tests.stack import until
from tests.store.people import person
from tests.web.office_door import Browser, Site, site_of
from zapbot.desk import consent
from zapbot.store import audit, campaign_recipients, campaigns, numbers
from zapbot.store.db import transaction

CSV = "telefone;nome;dia\n(31) 98555-0101;Ana;segunda\n(31) 98555-0102;Bia;terça\n"
WRONG = "123;Caio;quarta\n;Davi;quinta\n(31) 98555-0103;Eva;\n(31) 98555-0101;Ana;segunda\n"
FILLED = {"name": "Natal", "column.body.1": "nome", "column.body.2": "dia", "quiet": "never", "rate": "40"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site, with templates that were read."""
    with site_of(tmp_path / "data", prices="utility=0.05") as site:
        with site.store() as db, transaction(db):
            numbers.adopt(db, ("800000000000001",), time.time())
            keep(db, PLAIN, NUMBERED, PROMOTION, at=time.time())
        yield site


@pytest.fixture
def bia(site: Site) -> Browser:
    """A supervisor's browser."""
    return site.browser("supervisor")


def upload(bia: Browser, text: str = CSV) -> str:
    """Upload a list; the address of the next step."""
    answer = bia.post("/campaigns/new/list", files={"list": ("lista.csv", text.encode(), "text/csv")})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def token_of(address: str) -> str:
    """The word a list is found by."""
    return parse_qs(urlsplit(address).query)["list"][0]


def checked(bia: Browser, list: str, **fields: str) -> str:
    """Fill in the message, have the list gone through; the address where that is seen."""
    form = {"list": list, "template": "lembrete", "language": "pt_BR", **FILLED, **fields}
    answer = bia.post("/campaigns/new/check", form)
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["location"]
    until(lambda: "hx-trigger" not in bia.get(address).text.partition('id="check"')[2][:120], 10, "it is counted")
    return address


def created(bia: Browser, text: str = CSV, **fields: str) -> int:
    """A campaign that is ready; its id."""
    address = checked(bia, token_of(upload(bia, text)), **fields)
    making = bia.post(f"{address}/create").headers["location"]
    until(lambda: bia.get(making).status_code == 303, 10, "it is made")
    return int(bia.get(making).headers["location"].rpartition("/")[2])


def tiles(html: str) -> dict[str, str]:
    """The figures of a page by their names."""
    return dict(re.findall(r'<div class="tile[^"]*"><dt>(.*?)</dt><dd>(.*?)</dd>', html))


def test_an_empty_list_says_what_to_do_next(bia: Browser) -> None:
    page = bia.get("/campaigns").text
    assert "Nenhuma campanha ainda" in page
    assert 'href="/campaigns/new"' in page


def test_an_agent_has_no_campaigns(site: Site) -> None:
    assert site.browser("agent").get("/campaigns").status_code == 403


def test_a_list_becomes_a_campaign_and_is_kept_no_longer(site: Site, bia: Browser) -> None:
    id = created(bia)
    with site.store() as db:
        campaign = campaigns.get(db, id)
        assert (campaign.name, campaign.status, campaign.rate, campaign.quiet_from) == ("Natal", "ready", 40.0, None)
        assert (campaign.created_by or "").startswith("user:")
        messages = [campaign_recipients.content(one) for one in campaign_recipients.after(db, id, 0, 9)]
    assert [message.params for message in messages] == [("Ana", "segunda"), ("Bia", "terça")]
    assert list((site.data_dir / "lists").iterdir()) == []


def test_a_list_needs_the_token_of_the_page(site: Site, bia: Browser) -> None:
    sent: dict[str, Any] = {"files": {"list": ("lista.csv", CSV.encode(), "text/csv")}}
    assert bia.bare_post("/campaigns/new/list", **sent).status_code == 403
    assert not (site.data_dir / "lists").exists()


def test_what_is_no_list_is_said_in_words(bia: Browser) -> None:
    answer = bia.post("/campaigns/new/list", files={"list": ("l.csv", b"nome;dia\nAna;1\n", "text/csv")})
    assert answer.status_code == 422
    assert "A lista não tem uma coluna para o telefone" in answer.text
    answer = bia.post("/campaigns/new/list", files={"list": ("l.xlsx", b"PK\0\0telefone", "application/zip")})
    assert "salve a planilha como CSV" in answer.text


def test_a_list_that_is_gone_is_not_found(bia: Browser) -> None:
    for token in ("A" * 22, "../../zapbot", "x"):
        page = f"/campaigns/new/message?list={token}&template=lembrete&language=pt_BR"
        assert bia.get(page).status_code == 404


def test_only_templates_that_may_be_sent_are_offered(site: Site, bia: Browser) -> None:
    with site.store() as db, transaction(db):
        keep(db, NUMBERED, at=time.time())
        keep(db, PROMOTION, status="PAUSED", at=time.time())
    page = bia.get(upload(bia)).text
    assert "template=promocao" not in page
    assert "Nenhum modelo aprovado" in page


def test_a_column_named_like_a_place_is_chosen_already(site: Site, bia: Browser) -> None:
    with site.store() as db, transaction(db):
        keep(db, type(NUMBERED)(name="chamada", body="Olá {{nome}}, venha.", examples={"nome": "Ana"}), at=time.time())
    token = token_of(upload(bia))
    page = bia.get(f"/campaigns/new/message?list={token}&template=chamada&language=pt_BR").text
    assert '<option value="nome" selected>' in page
    assert '<option value="first_name">Primeiro nome do contato</option>' in page
    for alike in ("name", "phone"):
        assert f'<option value="{alike}"' not in page


def test_the_first_message_is_shown_while_it_is_written(bia: Browser) -> None:
    form = {"list": token_of(upload(bia)), "template": "lembrete", "language": "pt_BR", **FILLED}
    page = bia.get("/campaigns/new/preview", params=form).text
    assert "Olá Ana, até segunda na clínica." in page


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(bia: Browser) -> None:
    form = {"list": token_of(upload(bia)), "template": "lembrete", "language": "pt_BR"}
    bad = {"name": "", "column.body.1": "nome", "rate": "0", "quiet": "hours", "quiet_from": "21:00"}
    answer = bia.post("/campaigns/new/check", {**form, **bad, "starts_at": "ontem"})
    assert answer.status_code == 422
    for sentence in ("Dê um nome", "Escolha uma coluna", "Um número maior que 0", "duas horas", "data não existe"):
        assert sentence in answer.text
    assert '<option value="nome" selected>' in answer.text


def test_every_line_without_a_message_has_its_reason(bia: Browser) -> None:
    address = checked(bia, token_of(upload(bia, CSV + WRONG)))
    page = bia.get(address).text
    assert tiles(page) == {
        "mensagens a enviar": "2",
        "linhas sem mensagem": "3",
        "repetidas": "1",
        "não querem promoções": "0",
    }
    assert "sem valor para dia" in page
    assert "R$ 0,10" in page
    lines = bia.get(f"{address}/wrong.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Linha;Motivo"
    assert [line.partition(";")[0] for line in lines[1:]] == ["4", "5", "6"]


def test_more_wrong_lines_than_are_shown_are_all_in_the_file(bia: Browser) -> None:
    address = checked(bia, token_of(upload(bia, CSV + "12;x;y\n" * 70)))
    assert bia.get(address).text.count('class="tag">Linha') == 20
    assert len(bia.get(f"{address}/wrong.csv").text.splitlines()) == 71


def test_who_wants_no_marketing_is_counted(site: Site, bia: Browser) -> None:
    with site.store() as db, transaction(db):
        now = time.time()
        consent.opt_out(db, person(db, "5531985550101", now), "agent", now, now)
    fields = {"template": "promocao", "text.header": "hoje", "text.body.1": "20%", "text.button.0": "PAO20"}
    address = checked(bia, token_of(upload(bia)), **fields)
    assert tiles(bia.get(address).text)["não querem promoções"] == "1"


def test_a_job_is_its_owners(site: Site, bia: Browser) -> None:
    address = checked(bia, token_of(upload(bia)))
    other = site.browser("admin")
    assert other.get(address).headers["location"] == "/campaigns/new?lost=1"
    assert other.get(f"{address}/wrong.csv").status_code == 404
    assert "Nada foi enviado" in other.get("/campaigns/new?lost=1").text


def test_a_name_is_used_once(bia: Browser) -> None:
    created(bia)
    form = {"list": token_of(upload(bia)), "template": "lembrete", "language": "pt_BR", **FILLED}
    answer = bia.post("/campaigns/new/check", form)
    assert answer.status_code == 422
    assert "Já existe uma campanha com este nome" in answer.text


def test_contacts_are_counted_as_the_conditions_change(site: Site, bia: Browser) -> None:
    assert "Escolha uma condição" in bia.get("/campaigns/new/count").text
    assert "<strong>0</strong>" in bia.get("/campaigns/new/count?tag=vip").text
    assert bia.get("/campaigns/new/template").status_code == 422
    assert bia.get("/campaigns/new/template?silent=muitos").status_code == 422
    assert bia.get("/campaigns/new/template?everybody=1").status_code == 200


def test_a_campaign_is_started_paused_resumed_and_stopped(site: Site, bia: Browser) -> None:
    id = created(bia)
    for verb, status in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("stop", "stopped")):
        assert bia.post(f"/campaigns/{id}/{verb}").headers["location"] == f"/campaigns/{id}"
        with site.store() as db:
            assert campaigns.get(db, id).status == status
    with site.store() as db:
        assert [line.what for line in audit.listed(db, 4)] == [
            "campaign.stop",
            "campaign.resume",
            "campaign.pause",
            "campaign.start",
        ]


def test_what_is_possible_no_more_is_refused_and_said(site: Site, bia: Browser) -> None:
    id = created(bia)
    answer = bia.post(f"/campaigns/{id}/pause")
    assert answer.status_code == 409
    assert "a campanha mudou de situação" in answer.text
    assert bia.post(f"/campaigns/{id}/explode").status_code == 404
    assert bia.post("/campaigns/99/start").status_code == 404
    with site.store() as db:
        assert campaigns.get(db, id).status == "ready"


def test_without_scripts_the_question_is_open_on_the_page(bia: Browser) -> None:
    id = created(bia)
    assert f'href="/campaigns/{id}?confirm=start"' in bia.get(f"/campaigns/{id}").text
    opened = re.findall(r'<dialog[^>]*id="ask-(\w+)"[^>]* open>', bia.get(f"/campaigns/{id}?confirm=stop").text)
    assert opened == ["stop"]


def test_a_running_campaign_is_looked_at_again_and_a_ready_one_is_not(bia: Browser) -> None:
    id = created(bia)
    assert "hx-trigger" not in bia.get(f"/campaigns/{id}/live").text
    bia.post(f"/campaigns/{id}/start")
    assert 'hx-trigger="every 2s"' in bia.get(f"/campaigns/{id}/live").text


def test_all_recipients_are_in_the_file(site: Site, bia: Browser) -> None:
    lines = bia.get(f"/campaigns/{created(bia)}/recipients.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("phone;name;status")
    assert len(lines) == 3
    assert [file.name for file in site.data_dir.glob("*.csv")] == []


def test_a_name_with_markup_is_only_text(bia: Browser) -> None:
    id = created(bia, name="<b>Natal</b>")
    for page in ("/campaigns", f"/campaigns/{id}"):
        html = bia.get(page).text
        assert "<b>Natal" not in html
        assert "&lt;b&gt;Natal" in html
