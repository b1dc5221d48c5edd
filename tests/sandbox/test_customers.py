"""Customers and their phones, over the control API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.receiver import until


def said(sandbox: Sandbox, customer: dict[str, Any], what: dict[str, Any]) -> dict[str, Any]:
    bubble = sandbox.ask("POST", f"customers/{customer['id']}/messages", what)
    until(lambda: bubble["wamid"] in [message.get("id") for message in sandbox.receiver.messages()])
    return next(message for message in sandbox.receiver.messages() if message.get("id") == bubble["wamid"])


def test_the_sandbox_starts_with_three_customers(sandbox: Sandbox) -> None:
    customers = sandbox.ask("GET", "customers")["customers"]
    assert [customer["name"] for customer in customers] == ["Maria Souza", "João Pereira", "Ana Ribeiro"]
    assert customers[0]["pretty"] == "+55 11 98765-4321"


def test_a_text_arrives_with_who_wrote_it(sandbox: Sandbox) -> None:
    customer = sandbox.customer(name="Ana Ribeiro", phone="+55 11 95555-0101", username="ana")
    message = said(sandbox, customer, {"type": "text", "text": "Bom dia", "reply_to": "wamid.X"})
    assert message["from"] == "5511955550101"
    assert message["from_user_id"] == customer["user_id"]
    assert message["context"] == {"from": "551140000000", "id": "wamid.X"}
    assert message["timestamp"].isdigit()
    value = sandbox.receiver.values[0]
    assert value["contacts"] == [
        {
            "profile": {"name": "Ana Ribeiro", "username": "ana"},
            "wa_id": "5511955550101",
            "user_id": customer["user_id"],
        }
    ]
    assert value["metadata"] == {"display_phone_number": "551140000000", "phone_number_id": "800000000000001"}


def test_a_hidden_number_shows_nowhere(sandbox: Sandbox) -> None:
    customer = sandbox.customer(phone=None)
    message = said(sandbox, customer, {"type": "text", "text": "Oi"})
    assert "from" not in message
    assert "wa_id" not in sandbox.receiver.values[0]["contacts"][0]


def test_a_tapped_button_answers_its_message(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    buttons = [{"type": "reply", "reply": {"id": "sim", "title": "Sim"}}]
    interactive = {"type": "button", "body": {"text": "Confirma?"}, "action": {"buttons": buttons}}
    payload = {"to": "+" + customer["phone"], "type": "interactive", "interactive": interactive}
    wamid = sandbox.send(payload).json()["messages"][0]["id"]
    message = said(sandbox, customer, {"type": "tap", "wamid": wamid, "id": "sim"})
    assert message["context"]["id"] == wamid
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "sim", "title": "Sim"}}


def test_a_chosen_row_answers_with_its_description(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    rows = [{"id": "2via", "title": "Segunda via", "description": "Boleto"}, {"id": "x", "title": "Outro"}]
    action = {"button": "Ver", "sections": [{"rows": rows}]}
    interactive = {"type": "list", "body": {"text": "Escolha"}, "action": action}
    payload = {"to": "+" + customer["phone"], "type": "interactive", "interactive": interactive}
    wamid = sandbox.send(payload).json()["messages"][0]["id"]
    first = said(sandbox, customer, {"type": "tap", "wamid": wamid, "id": "2via"})
    assert first["interactive"]["list_reply"] == rows[0]
    second = said(sandbox, customer, {"type": "tap", "wamid": wamid, "id": "x"})
    assert second["interactive"]["list_reply"] == {"id": "x", "title": "Outro"}


def test_a_template_button_answers_with_its_payload(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    parameters = [{"type": "payload", "payload": "CONFIRMA_42"}]
    component = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": parameters}
    template = {"name": "aviso", "language": {"code": "pt_BR"}, "components": [component]}
    payload = {"to": "+" + customer["phone"], "type": "template", "template": template}
    wamid = sandbox.send(payload).json()["messages"][0]["id"]
    message = said(sandbox, customer, {"type": "tap", "wamid": wamid, "id": "CONFIRMA_42"})
    assert message["type"] == "button"
    assert message["button"]["payload"] == "CONFIRMA_42"


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"type": "tap", "wamid": "wamid.X", "id": "sim"}, 409),
        ({"type": "text"}, 400),
        ({"type": "dance"}, 400),
        ({"typo": 1}, 400),
        ({}, 400),
    ],
)
def test_what_a_phone_cannot_do_is_refused(sandbox: Sandbox, what: dict[str, Any], status: int) -> None:
    customer = sandbox.customer()
    response = sandbox.control.post(f"customers/{customer['id']}/messages", json=what)
    assert response.status_code == status
    assert response.json()["error"]


def test_any_message_object_can_be_brought(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    image = {"id": "1003000000000001", "mime_type": "image/jpeg", "sha256": "eA=="}
    message = said(sandbox, customer, {"message": {"type": "image", "image": image, "from_user_id": None}})
    assert message["image"] == image
    assert message["from"] == customer["phone"]
    assert "from_user_id" not in message


def test_the_same_message_may_come_twice(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    path = f"customers/{customer['id']}/messages"
    for _ in range(2):
        sandbox.ask("POST", path, {"message": {"id": "wamid.SAME", "type": "text", "text": {"body": "Oi"}}})
    until(lambda: len(sandbox.receiver.messages()) == 2)
    assert len(sandbox.ask("GET", path)["messages"]) == 1


def test_a_reaction_does_not_open_the_window(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    said(sandbox, customer, {"type": "reaction", "wamid": "wamid.X", "emoji": "👍"})
    assert sandbox.ask("GET", f"customers/{customer['id']}")["last_wrote_at"] is None


def test_a_thread_keeps_both_sides_in_order(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    said(sandbox, customer, {"type": "text", "text": "um"})
    sandbox.text(customer, "dois")
    said(sandbox, customer, {"type": "text", "text": "três"})
    messages = sandbox.ask("GET", f"customers/{customer['id']}/messages")["messages"]
    assert [bubble["direction"] for bubble in messages] == ["in", "out", "in"]
    assert messages[1]["message"]["text"]["body"] == "dois"


def test_a_number_belongs_to_one_customer(sandbox: Sandbox) -> None:
    sandbox.customer(phone="5531985550199")
    for phone in ("5531985550199", "553185550199"):
        assert sandbox.control.post("customers", json={"phone": phone}).status_code == 409
    assert sandbox.control.post("customers", json={"phone": "abc"}).status_code == 400
    assert sandbox.control.get("customers/c999").status_code == 404
