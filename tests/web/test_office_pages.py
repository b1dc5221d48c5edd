"""`/admin`: webhooks, dead letters, numbers and API tokens, as an admin sees them."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.receiver import Receiver, Served
from tests.store.people import person, queue, status, take
from tests.web.office_door import Browser, Site, site_of
from zapbot.connector import NumberChange
from zapbot.desk import health, tokens
from zapbot.errors import NotSignedInError
from zapbot.store import audit, numbers, outbox, settings, webhook_deliveries, webhook_events, webhooks
from zapbot.store.db import transaction
from zapbot.web import catalogue

NUMBER = "800000000000001"
URL = "https://crm.example/zapbot"


@pytest.fixture
def receiver() -> Iterator[Served]:
    """Another system."""
    with Served(Receiver("")) as served:
        yield served


@pytest.fixture
def site(tmp_path: Path, receiver: Served) -> Iterator[Site]:
    """The site; it may reach the other system."""
    with site_of(tmp_path / "data", allow_private=receiver.url.removeprefix("http://")) as site:
        yield site


@pytest.fixture
def ana(site: Site) -> Browser:
    """An admin's browser."""
    return site.browser("admin")


def once(page: str) -> str:
    """What a page shows once."""
    found = re.search(r'<code class="once">(.*?)</code>', page)
    assert found
    return html.unescape(found[1])


def dead_message(site: Site) -> str:
    """A message that gave up; its id as a dead letter."""
    with site.store() as db, transaction(db):
        id = queue(db, person(db), "Segue o <b>boleto</b>")
        outbox.give_up(db, take(db), 131026, "undeliverable", time.time())
    return f"message-{id}"


def delivery(site: Site, webhook: int, outcome: str = "dead") -> int:
    """A delivery that ended; its id."""
    with site.store() as db, transaction(db):
        now = time.time()
        webhook_deliveries.add(db, webhook, "message.received", '{"type": "message.received"}', now)
        (claim,) = webhook_deliveries.claim(db, now)
        webhook_deliveries.finish(db, claim, outcome, now, "HTTP 500")
        webhook_deliveries.log(db, claim.id, webhook_deliveries.Try(now, 500, 41.7, "<i>oops</i>", None))
    return claim.id


def added(ana: Browser, url: str = URL, *events: str) -> int:
    """A webhook of the form; its id."""
    answer = ana.post("/admin/webhooks", {"url": url, "event": list(events)})  # type: ignore[dict-item]
    found = re.search(r"/admin/webhooks/(\d+)/rotate", answer.text)
    assert found, answer.text
    return int(found[1])


def test_a_webhooks_secret_is_shown_once(site: Site, ana: Browser) -> None:
    answer = ana.post("/admin/webhooks", {"url": URL, "event": ["message.received", "flow.failed"]})  # type: ignore[dict-item]
    secret = once(answer.text)
    assert secret.startswith("whsec_")
    page = ana.get("/admin/webhooks/1").text
    assert secret not in page
    assert "message.received, flow.failed" in page
    with site.store() as db:
        assert webhooks.get(db, 1).events == ("message.received", "flow.failed")
        assert secret not in str(db.execute("select * from webhooks").fetchall())
        assert audit.listed(db)[0].what == "webhook.added"


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "ftp://crm.example/", "https://[::1]/", "nada"])
def test_a_webhook_goes_to_no_private_address(site: Site, ana: Browser, url: str) -> None:
    answer = ana.post("/admin/webhooks", {"url": url})
    assert answer.status_code == 422
    assert "Nenhum webhook pode ir para lá" in answer.text
    with site.store() as db:
        assert webhooks.listed(db) == []


def test_a_test_says_how_it_ended(ana: Browser, receiver: Served) -> None:
    id = added(ana, f"{receiver.url}/zapbot")
    page = ana.post(f"/admin/webhooks/{id}/test").text
    assert "O teste foi aceito" in page
    assert "HTTP 200" in page


def test_a_new_secret_is_another(ana: Browser) -> None:
    first = once(ana.post("/admin/webhooks", {"url": URL}).text)
    assert once(ana.post("/admin/webhooks/1/rotate").text) != first


def test_a_webhook_is_switched_off_on_and_removed(site: Site, ana: Browser) -> None:
    id = added(ana)
    ana.post(f"/admin/webhooks/{id}/disable")
    assert "desligado" in ana.get(f"/admin/webhooks/{id}").text
    ana.post(f"/admin/webhooks/{id}/enable")
    with site.store() as db:
        assert webhooks.get(db, id).status == "active"
    assert ana.post(f"/admin/webhooks/{id}/remove").headers["location"] == "/admin/webhooks?done=removed"
    assert ana.get(f"/admin/webhooks/{id}").status_code == 404


def test_a_delivery_shows_each_try_and_is_sent_again(site: Site, ana: Browser) -> None:
    id = added(ana)
    one, other = delivery(site, id), delivery(site, id)
    page = ana.get(f"/admin/webhooks/{id}/deliveries/{one}").text
    assert "HTTP 500" in page
    assert "42 ms" in page
    assert "&lt;i&gt;oops" in page
    ana.post(f"/admin/webhooks/{id}/deliveries/{one}/redeliver")
    with site.store() as db:
        assert [webhook_deliveries.get(db, n).status for n in (one, other)] == ["pending", "dead"]
    ana.post(f"/admin/webhooks/{id}/redeliver")
    with site.store() as db:
        assert webhook_deliveries.get(db, other).status == "pending"


def test_a_webhook_that_was_refused_says_why_in_portuguese(ana: Browser) -> None:
    answer = ana.post("/admin/webhooks", {"url": "http://127.0.0.1:9/x"}, headers={"accept-language": "pt-BR"})
    assert "http na porta 9 não é permitido" in answer.text
    assert "not allowed" not in answer.text


def test_what_waits_for_a_paused_webhook_says_when_it_is_really_tried(site: Site, ana: Browser) -> None:
    id = added(ana, URL)
    now = time.time()
    with site.store() as db, transaction(db):
        webhook_deliveries.add(db, id, "message.received", "{}", now)
        webhooks.pause(db, id, now + 3600, "ClientConnectorDNSError: Cannot connect to host crm.example:443")
        (one,) = [delivery.id for delivery in webhook_deliveries.listed(db, id)]
    until = catalogue.moment("pt_BR", now + 3600, site.app.state.settings.zone)
    told = ana.get(f"/admin/webhooks/{id}/deliveries/{one}", headers={"accept-language": "pt-BR"}).text
    assert f"Próxima tentativa: {until}." in told
    page = ana.get(f"/admin/webhooks/{id}", headers={"accept-language": "pt-BR"}).text
    assert "não há servidor com este nome" in page
    assert ">Tentar de novo já<" in page
    assert ">Ligar<" not in page
    with site.store() as db, transaction(db):
        db.execute("update webhooks set paused_until = ?", (now - 1,))
    assert ">Tentar de novo já<" not in ana.get(f"/admin/webhooks/{id}", headers={"accept-language": "pt-BR"}).text


def test_a_delivery_of_another_webhook_is_not_found(site: Site, ana: Browser) -> None:
    one, other = added(ana), added(ana, f"{URL}/2")
    id = delivery(site, one)
    assert ana.get(f"/admin/webhooks/{other}/deliveries/{id}").status_code == 404
    assert ana.post(f"/admin/webhooks/{other}/deliveries/{id}/redeliver").status_code == 404


def test_nothing_is_sent_again_to_a_webhook_that_is_off(site: Site, ana: Browser) -> None:
    id = added(ana)
    one = delivery(site, id)
    ana.post(f"/admin/webhooks/{id}/disable")
    answer = ana.post(f"/admin/webhooks/{id}/deliveries/{one}/redeliver")
    assert answer.status_code == 409
    assert "Este webhook está desligado" in answer.text


def test_what_gave_up_is_listed_with_its_reason_in_words(site: Site, ana: Browser) -> None:
    assert "Nada falhou" in ana.get("/admin/dead").text
    id = dead_message(site)
    page = ana.get("/admin/dead").text
    assert id in page
    assert "Não foi possível entregar a este número" in page
    assert "<b>boleto" not in page
    assert "undeliverable" in ana.get(f"/admin/dead/{id}").text
    assert ana.get("/admin/dead/message-99").status_code == 404


def test_ticked_dead_letters_are_put_back_or_dropped(site: Site, ana: Browser) -> None:
    one, other = dead_message(site), dead_message(site)
    answer = ana.post("/admin/dead/retry", {"id": [one, "message-99"]})  # type: ignore[dict-item]
    assert answer.headers["location"] == "/admin/dead?done=retry&n=1"
    ana.post("/admin/dead/drop", {"id": other})
    with site.store() as db:
        assert [status(db, int(id.partition("-")[2])) for id in (one, other)] == ["pending", "failed"]
        assert [line.what for line in audit.listed(db, 2)] == ["dead.drop", "dead.retry"]


def test_all_dead_letters_are_put_back_only_when_all_is_said(site: Site, ana: Browser) -> None:
    dead_message(site), dead_message(site)
    assert ana.post("/admin/dead/retry").headers["location"].endswith("n=0")
    assert ana.post("/admin/dead/retry", {"all": "1"}).headers["location"].endswith("n=2")
    assert "Nada falhou" in ana.get("/admin/dead").text
    assert ana.post("/admin/dead/explode", {"all": "1"}).status_code == 404


def test_a_number_shows_how_it_stands(site: Site, ana: Browser) -> None:
    now = time.time()
    with site.store() as db, transaction(db):
        numbers.adopt(db, (NUMBER,), now)
        health.notice(
            db, NumberChange(now, "quality", NUMBER, quality="RED", limit=1000, detail="poor", severe=True), now
        )
        settings.put(db, f"number.stopped:{NUMBER}", {"code": 131042, "reason": "unpaid", "at": now}, now)
        webhook_events.add(db, b"{}", now)
    page = ana.get("/admin/numbers").text
    for shown in ("baixa", "0 de 1.000", "parado", "131042", "O último chegou em"):
        assert shown in page
    assert "Nenhum aviso chegou" not in page


def test_the_state_of_a_number_is_said_in_words(site: Site, ana: Browser) -> None:
    now = time.time()
    with site.store() as db, transaction(db):
        numbers.adopt(db, (NUMBER,), now)
        change = NumberChange(now, "read", NUMBER, quality="GREEN", status="RATE_LIMITED", throughput="HIGH")
        health.notice(db, change, now)
    for path in ("/admin/numbers", "/dashboard"):
        page = ana.get(path).text
        assert "no limite de envios" in page
        assert ">RATE_LIMITED<" not in page
        assert ">GREEN<" not in page
        assert "alta" in page


def test_every_admin_page_begins_with_the_places_to_go(ana: Browser) -> None:
    for path in re.findall(r'href="(/(?:admin/\w+|dashboard))"', ana.get("/admin/people").text):
        page = ana.get(path).text
        assert page.index('class="tabs-line"') < page.index("<h1"), path


def test_what_is_missing_is_hinted_at(ana: Browser) -> None:
    page = ana.get("/admin/numbers").text
    for hint in ("O worker não está rodando", "Nenhum aviso chegou", "ZAPBOT_PUBLIC_URL", "ZAPBOT_PRICES"):
        assert hint in page


def test_a_token_is_shown_once_and_works_until_it_is_revoked(site: Site, ana: Browser) -> None:
    answer = ana.post("/admin/tokens", {"name": "ERP", "scope": ["read", "messages:write"], "days": "30"})  # type: ignore[dict-item]
    token = once(answer.text)
    page = ana.get("/admin/tokens").text
    assert token not in page
    with site.store() as db:
        known = tokens.recognise(db, token, time.time())
        assert (known.name, known.scopes) == ("ERP", ("read", "messages:write"))
        assert known.expires_at == pytest.approx(time.time() + 30 * 86_400, abs=60)
    assert f'href="/admin/tokens?confirm=revoke-{known.id}"' in page
    assert ana.post(f"/admin/tokens/{known.id}/revoke").headers["location"] == "/admin/tokens?done=revoked"
    with site.store() as db, pytest.raises(NotSignedInError):
        tokens.recognise(db, token, time.time())


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "scope": "read"}, "Diga qual programa"),
        ({"name": "ERP"}, "Marque o que ele pode fazer"),
        ({"name": "ERP", "scope": "tudo"}, "Marque o que ele pode fazer"),
        ({"name": "ERP", "scope": "read", "days": "-1"}, "Escreva os dias como número"),
    ],
)
def test_a_token_that_says_too_little_is_not_made(site: Site, ana: Browser, form: dict[str, str], said: str) -> None:
    answer = ana.post("/admin/tokens", form)
    assert answer.status_code == 422
    assert said in answer.text
    with site.store() as db:
        assert db.execute("select count(*) from api_tokens").fetchone()[0] == 0
