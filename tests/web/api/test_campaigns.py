"""Campaigns, templates and webhooks over the API."""

import time
from typing import Any

import pytest
from sqlite_utils import Database

from tests.desk import approved
from tests.web.api.conftest import Api
from zapbot.store import webhook_deliveries, webhooks
from zapbot.store.db import transaction

ROWS: list[dict[str, Any]] = [
    {"phone": "+5511955550141", "nome": "Ana"},
    {"phone": "11 95555-0142", "nome": "Bia"},
    {"phone": "5511955550141", "nome": "Ana de novo"},
    {"phone": "abc", "nome": "Ninguém"},
]
CAMPAIGN = {"template": "lembrete", "params": {"1": "{nome}", "2": "amanhã"}, "recipients": ROWS}


@pytest.fixture(scope="module", autouse=True)
def templates(api: Api) -> None:
    """What Meta has approved."""
    with transaction(api.db):
        approved.keep(api.db, approved.NUMBERED, approved.RICH, approved.PROMOTION, at=time.time())


def test_templates_are_listed_and_shown_filled_in(api: Api) -> None:
    assert [one["name"] for one in api.get("/templates")] == ["aviso_entrega", "lembrete", "promocao"]
    assert [one["name"] for one in api.get("/templates?category=marketing")] == ["promocao"]
    one = api.get("/templates/lembrete/pt_BR")
    assert (one["status"], one["definition"]["body"]) == ("APPROVED", approved.NUMBERED.body)
    body = {"kind": "template", "name": "lembrete", "params": ["Bia", "hoje"]}
    shown = api.post("/templates/lembrete/pt_BR/preview", body, scope="read")
    assert shown.json()["body"] == "Olá Bia, até hoje na clínica."
    assert api.call("GET", "/templates/lembrete/en_US").status_code == 404


def test_templates_are_read_anew_on_demand(api: Api, db: Database) -> None:
    from zapbot.desk import template_sync

    before = template_sync.next_at(db)
    asked = api.post("/templates/sync", scope="templates:write")
    assert (asked.status_code, asked.json()) == (202, {"accepted": True})
    assert template_sync.next_at(db) < before


def test_a_campaign_is_created_and_nothing_is_sent_before_it_is_started(api: Api, db: Database) -> None:
    created = api.post("/campaigns", {"name": "lembretes", **CAMPAIGN})
    assert created.status_code == 201, created.text
    made = created.json()
    assert (made["valid"], made["invalid"], made["duplicates"]) == (2, 1, 1)
    assert [one["row"] for one in made["wrong"]] == [4]
    id = made["campaign"]["id"]
    assert made["campaign"]["created_by"].startswith("token:")
    assert api.get(f"/campaigns/{id}")["waiting"] == 2
    assert db.execute("select count(*) from messages").fetchone() == (0,)
    for step, status in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("stop", "stopped")):
        moved = api.post(f"/campaigns/{id}/{step}", scope="campaigns:write")
        assert (moved.status_code, moved.json()["status"]) == (200, status)
    assert api.post(f"/campaigns/{id}/start").status_code == 409
    assert [one["id"] for one in api.get("/campaigns")["items"]] == [id]
    assert api.post("/campaigns", {"name": "lembretes", **CAMPAIGN}).status_code == 409


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"template": "nenhum"}, 422),
        ({"params": {}}, 422),
        ({"recipients": []}, 400),
        ({"recipients": [{"phone": {"a": 1}}]}, 400),
        ({"rate": 0}, 400),
        ({"quiet": "at night"}, 400),
        ({"starts_at": "2026-03-02"}, 400),
        ({"status": "running"}, 400),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(api: Api, changed: dict[str, object], status: int) -> None:
    answer = api.post("/campaigns", {"name": "errada", **CAMPAIGN, **changed})
    assert answer.status_code == status, answer.text
    assert "errada" not in [one["name"] for one in api.get("/campaigns")["items"]]


def test_a_webhook_is_added_and_its_secret_shown_once(api: Api) -> None:
    body = {"url": "https://crm.example/zapbot", "events": ["message.received"]}
    added = api.post("/webhooks", body, scope="webhooks:write")
    assert added.status_code == 201, added.text
    secret, id = added.json()["secret"], added.json()["webhook"]["id"]
    assert secret.startswith("whsec_")
    assert secret not in api.call("GET", "/webhooks").text
    assert [one["id"] for one in api.get("/webhooks")] == [id]
    assert api.call("DELETE", f"/webhooks/{id}").status_code == 204
    assert api.call("DELETE", f"/webhooks/{id}").status_code == 404


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "https://127.0.0.1/x", "https://[::1]/x", "ftp://crm.example/x"])
def test_a_webhook_to_the_inside_is_refused(api: Api, url: str) -> None:
    assert api.post("/webhooks", {"url": url}).status_code == 400
    assert api.get("/webhooks") == []


def test_a_delivery_is_looked_at_and_sent_once_more(api: Api, db: Database) -> None:
    with transaction(db):
        id = webhooks.add(db, "https://crm.example/a", [], time.time())
        other = webhooks.add(db, "https://crm.example/b", [], time.time())
        webhook_deliveries.add(db, id, "contact.created", "{}", time.time())
        db.execute("update webhook_deliveries set status = 'dead', failed_reason = 'no answer'")
    (delivery,) = api.get(f"/webhooks/{id}/deliveries?failed=true")["items"]
    assert (delivery["status"], delivery["reason"]) == ("dead", "no answer")
    assert api.post(f"/webhooks/{other}/deliveries/{delivery['id']}/redeliver").status_code == 404
    again = api.post(f"/webhooks/{id}/deliveries/{delivery['id']}/redeliver")
    assert (again.status_code, again.json()["status"]) == (201, "pending")
    assert api.get(f"/webhooks/{other}/deliveries") == {"items": [], "next_cursor": None}
    assert api.call("GET", "/webhooks/999/deliveries").status_code == 404
