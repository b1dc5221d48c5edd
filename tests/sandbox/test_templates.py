"""The account's templates over real HTTP: listed, handed in, reviewed, changed, and what a send of one must be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.stack import until

BODY = {"type": "BODY", "text": "Olá {{1}}, temos novidades.", "example": {"body_text": [["Ana"]]}}
NEW = {"name": "novidade", "language": "pt_BR", "category": "UTILITY", "components": [BODY]}


@pytest.fixture
def sandbox(start: Starter) -> Sandbox:
    return start(review_seconds=0.01)


def list_(sandbox: Sandbox, **query: Any) -> dict[str, Any]:
    """One page of the list."""
    answer = sandbox.graph.get(f"{sandbox.config.business_account_id}/message_templates", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def hand_in(sandbox: Sandbox, **changed: Any) -> Any:
    """Hand in a template; the answer."""
    path = f"{sandbox.config.business_account_id}/message_templates"
    return sandbox.graph.post(path, json={**NEW, **changed})


def changes(sandbox: Sandbox, field: str) -> list[dict[str, Any]]:
    """What the callback was told about one field."""
    told = [change for entry in entries(sandbox) for change in entry["changes"]]
    return [change["value"] for change in told if change["field"] == field]


def entries(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The entries the callback was posted."""
    return [entry for body, _ in list(sandbox.receiver.posts) for entry in json.loads(body)["entry"]]


def send(sandbox: Sandbox, name: str, *components: dict[str, Any], language: str = "pt_BR") -> Any:
    """Send a template to somebody new; the answer."""
    template = {"name": name, "language": {"code": language}, "components": list(components)}
    customer = sandbox.customer(window_open=False)
    return sandbox.send({"to": "+" + customer["phone"], "type": "template", "template": template})


def body(*values: str, **named: str) -> dict[str, Any]:
    """What fills a body."""
    parameters: list[dict[str, Any]] = [{"type": "text", "text": value} for value in values]
    parameters += [{"type": "text", "parameter_name": name, "text": value} for name, value in named.items()]
    return {"type": "body", "parameters": parameters}


PICTURE = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://loja.example/p.png"}}]}
ADDRESS = {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "A-42"}]}
NAMED = body(nome="Ana", pedido="A-42")


def test_a_list_goes_on_page_by_page(sandbox: Sandbox) -> None:
    first = list_(sandbox, limit=3, fields="name")
    assert [set(node) for node in first["data"]] == [{"id", "name"}] * 3
    assert first["paging"]["next"]
    rest = list_(sandbox, limit=100, after=first["paging"]["cursors"]["after"])
    assert "next" not in rest["paging"]
    names = [node["name"] for node in (*first["data"], *rest["data"])]
    assert names == list(dict.fromkeys(names))
    assert "aviso_entrega" in names


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "aviso"}, {"aviso"}),
        ({"category": "MARKETING"}, {"promocao_semana"}),
        ({"status": "PAUSED"}, set()),
        ({"language": "en_US"}, set()),
    ],
)
def test_a_list_is_filtered(sandbox: Sandbox, query: dict[str, str], expected: set[str]) -> None:
    assert {node["name"] for node in list_(sandbox, **query)["data"]} == expected


def test_the_templates_of_another_account_are_not_shown(sandbox: Sandbox) -> None:
    answer = sandbox.graph.get("111/message_templates")
    assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (400, 33)


def test_a_cursor_that_is_none_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.graph.get(f"{sandbox.config.business_account_id}/message_templates", params={"after": "abc"})
    assert answer.json()["error"]["code"] == 100


def test_a_new_template_is_pending_until_it_was_reviewed(sandbox: Sandbox) -> None:
    answer = hand_in(sandbox).json()
    assert answer["status"] == "PENDING"
    (told,) = until(lambda: changes(sandbox, "message_template_status_update"), 5, "the review ends")
    assert (told["event"], told["reason"], told["message_template_id"]) == ("APPROVED", None, int(answer["id"]))
    assert isinstance(entries(sandbox)[-1]["time"], int)
    assert send(sandbox, "novidade", body("Ana")).status_code == 200


def test_an_armed_rule_rejects_the_next_template(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "rules", {"kind": "reject_template", "details": "SCAM"})
    hand_in(sandbox)
    (told,) = until(lambda: changes(sandbox, "message_template_status_update"), 5, "the review ends")
    assert (told["event"], told["reason"]) == ("REJECTED", "SCAM")
    assert send(sandbox, "novidade", body("Ana")).json()["error"]["code"] == 132001


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"name": "Novidade"}, None),
        ({"category": "OTHER"}, None),
        ({"components": []}, None),
        ({"components": [{"type": "FOOTER", "text": "a"}]}, None),
        ({"components": [BODY, BODY]}, None),
        ({"components": [{"type": "BODY", "text": "{{1}} é o seu código de hoje"}]}, 2388299),
        ({"components": [{"type": "BODY", "text": "O seu código de hoje é {{1}}"}]}, 2388299),
        ({"components": [{"type": "BODY", "text": "Olá {{1}} {{2}} {{3}} tudo bem?"}]}, 2388293),
        ({"components": [{"type": "BODY", "text": "Olá {{1}}, temos novidades."}]}, None),
        ({"components": [{"type": "BODY", "text": "a" * 1025}]}, None),
        ({"components": [BODY, {"type": "HEADER", "format": "TEXT", "text": "a" * 61}]}, None),
        ({"components": [BODY, {"type": "HEADER", "format": "IMAGE"}]}, None),
        ({"components": [BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "x", "url": "x"}]}]}, None),
    ],
)
def test_a_template_meta_would_not_take_is_refused(
    sandbox: Sandbox, changed: dict[str, Any], subcode: int | None
) -> None:
    answer = hand_in(sandbox, **changed)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"].get("error_subcode") == subcode


def test_a_name_and_a_language_are_there_once(sandbox: Sandbox) -> None:
    assert hand_in(sandbox).status_code == 200
    assert hand_in(sandbox).json()["error"]["error_subcode"] == 2388024
    assert hand_in(sandbox, language="en_US").status_code == 200


def test_one_language_is_deleted_or_all(sandbox: Sandbox) -> None:
    path = f"{sandbox.config.business_account_id}/message_templates"
    ids = [hand_in(sandbox, language=language).json()["id"] for language in ("pt_BR", "en_US", "es_ES")]
    assert sandbox.graph.delete(path, params={"name": "novidade", "hsm_id": ids[0]}).json() == {"success": True}
    assert {node["language"] for node in list_(sandbox, name="novidade")["data"]} == {"en_US", "es_ES"}
    assert sandbox.graph.delete(path, params={"name": "novidade"}).json() == {"success": True}
    assert list_(sandbox, name="novidade")["data"] == []
    assert sandbox.graph.delete(path, params={"name": "novidade"}).status_code == 400


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        (
            {"status": "PAUSED", "title": "FIRST_PAUSE"},
            "message_template_status_update",
            {"event": "PAUSED", "reason": None},
        ),
        ({"quality": "RED"}, "message_template_quality_update", {"new_quality_score": "RED"}),
        ({"category": "MARKETING"}, "template_category_update", {"new_category": "MARKETING"}),
        (
            {"next_category": "MARKETING"},
            "template_category_update",
            {"new_category": "UTILITY", "correct_category": "MARKETING"},
        ),
        ({"components": [BODY]}, "message_template_components_update", {"message_template_element": BODY["text"]}),
    ],
)
def test_each_change_is_told(sandbox: Sandbox, change: dict[str, Any], field: str, expected: dict[str, Any]) -> None:
    id = list_(sandbox, name="aviso")["data"][0]["id"]
    sandbox.ask("PATCH", f"templates/{id}", change)
    (told,) = until(lambda: changes(sandbox, field), 5, "it is told")
    assert told | expected == told
    assert told["message_template_name"] == "aviso"


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("PENDING", 132001)]
)
def test_a_template_that_is_not_approved_is_refused(sandbox: Sandbox, status: str, code: int) -> None:
    id = list_(sandbox, name="aviso")["data"][0]["id"]
    assert send(sandbox, "aviso").status_code == 200
    sandbox.ask("PATCH", f"templates/{id}", {"status": status})
    assert send(sandbox, "aviso").json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("why", "code", "name", "components"),
    [
        ("unknown", 132001, "ninguem_conhece", []),
        ("no parameters", 132000, "lembrete_consulta", []),
        ("one too few", 132000, "lembrete_consulta", [body("Ana")]),
        ("one too many", 132000, "aviso", [body("Ana")]),
        ("names for positions", 132012, "lembrete_consulta", [body(a="Ana", b="amanhã")]),
        ("positions for names", 132012, "aviso_entrega", [PICTURE, body("Ana", "A-42"), ADDRESS]),
        ("another name", 132012, "aviso_entrega", [PICTURE, body(nome="Ana", numero="A-42"), ADDRESS]),
        ("no picture", 132012, "aviso_entrega", [NAMED, ADDRESS]),
        ("no address", 131008, "aviso_entrega", [PICTURE, NAMED]),
        ("a button that is not there", 132012, "aviso_entrega", [PICTURE, NAMED, ADDRESS, {**ADDRESS, "index": "2"}]),
        ("a line break", 132018, "lembrete_consulta", [body("Ana\n", "amanhã")]),
        ("five spaces", 132018, "lembrete_consulta", [body("Ana     Maria", "amanhã")]),
    ],
)
def test_a_template_that_is_filled_in_wrongly_is_refused(
    sandbox: Sandbox, why: str, code: int, name: str, components: list[dict[str, Any]]
) -> None:
    answer = send(sandbox, name, *components)
    assert answer.json().get("error", {}).get("code") == code, why
    assert sandbox.ask("GET", "sends")["total"] == 0


def test_another_language_is_another_template(sandbox: Sandbox) -> None:
    assert send(sandbox, "aviso", language="en_US").json()["error"]["code"] == 132001


def test_the_customer_sees_the_text_filled_in_and_answers_with_a_button(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    template = {"name": "aviso_entrega", "language": {"code": "pt_BR"}, "components": [PICTURE, NAMED, ADDRESS]}
    sandbox.send({"to": "+" + customer["phone"], "type": "template", "template": template})
    (bubble,) = sandbox.ask("GET", f"customers/{customer['id']}/messages")["messages"]
    assert bubble["shown"] == {
        "header": {"type": "image", "image": {"link": "https://loja.example/p.png"}},
        "body": "Olá Ana, o pedido A-42 saiu para entrega.",
        "footer": "Padaria Aurora",
        "buttons": [
            {"type": "quick_reply", "text": "Obrigado", "id": "Obrigado"},
            {"type": "url", "text": "Acompanhar", "value": "https://loja.example/p/A-42"},
        ],
    }
    tap = {"type": "tap", "wamid": bubble["wamid"], "id": "Obrigado"}
    answered = sandbox.ask("POST", f"customers/{customer['id']}/messages", tap)
    assert answered["message"]["button"] == {"payload": "Obrigado", "text": "Obrigado"}


def test_a_template_is_charged_as_its_category(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    address = {**ADDRESS, "index": "0"}
    filled = [PICTURE, body("Ana", "20%"), address]
    template = {"name": "promocao_semana", "language": {"code": "pt_BR"}, "components": filled}
    sandbox.send({"to": "+" + customer["phone"], "type": "template", "template": template})
    told = until(sandbox.receiver.statuses, 5, "it is sent")
    assert told[0]["pricing"]["category"] == "marketing"


def test_a_lenient_sandbox_takes_any_template(start: Starter) -> None:
    sandbox = start(strict_templates=False)
    assert send(sandbox, "ninguem_conhece", body("Ana")).status_code == 200
    assert send(sandbox, "aviso_entrega").status_code == 200
