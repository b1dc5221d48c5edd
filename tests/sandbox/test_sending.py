"""Sends over HTTP: who may, what is answered, what becomes of them."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.receiver import until


def outcomes(sandbox: Sandbox, wamid: str) -> set[str]:
    return {status["status"] for status in sandbox.receiver.statuses(wamid)}


def test_a_text_is_accepted_recorded_and_delivered(sandbox: Sandbox) -> None:
    customer = sandbox.customer(name="Ana", phone="5511955550101")
    response = sandbox.send(
        {"to": "+55 (11) 95555-0101", "type": "text", "text": {"body": "Oi"}, "biz_opaque_callback_data": "out:1"}
    )
    assert response.json()["contacts"] == [{"input": "+55 (11) 95555-0101", "wa_id": "5511955550101"}]
    wamid = response.json()["messages"][0]["id"]
    send = sandbox.ask("GET", "sends")["sends"][0]
    assert (send["wamid"], send["customer"], send["callback"]) == (wamid, customer["id"], "out:1")
    until(lambda: outcomes(sandbox, wamid) == {"sent", "delivered"})
    status = sandbox.receiver.statuses(wamid)[0]
    assert status["biz_opaque_callback_data"] == "out:1"
    assert status["recipient_id"] == "5511955550101"
    assert status["recipient_user_id"] == customer["user_id"]
    assert status["pricing"]["category"] == "service"


def test_a_customer_who_reads_at_once_gives_a_read_status(sandbox: Sandbox) -> None:
    wamid = sandbox.text(sandbox.customer(auto_read=True))
    until(lambda: outcomes(sandbox, wamid) == {"sent", "delivered", "read"})


def test_a_phone_that_is_off_gets_its_messages_later(sandbox: Sandbox) -> None:
    customer = sandbox.customer(online=False)
    wamid = sandbox.text(customer)
    until(lambda: outcomes(sandbox, wamid) == {"sent"})
    sandbox.ask("PATCH", f"customers/{customer['id']}", {"online": True})
    until(lambda: "delivered" in outcomes(sandbox, wamid))


def test_outside_the_window_only_a_template_gets_through(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    wamid = sandbox.text(customer)
    until(lambda: outcomes(sandbox, wamid) == {"failed"})
    value = next(value for value in sandbox.receiver.values if "statuses" in value)
    assert "contacts" not in value
    assert value["statuses"][0]["errors"][0]["code"] == 131047
    template = {"name": "aviso", "language": {"code": "pt_BR"}}
    answer = sandbox.send({"to": "+" + customer["phone"], "type": "template", "template": template}).json()
    assert answer["messages"][0]["message_status"] == "accepted"
    until(lambda: "delivered" in outcomes(sandbox, answer["messages"][0]["id"]))


def test_a_message_of_the_customer_opens_the_window(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "Oi"})
    wamid = sandbox.text(customer)
    until(lambda: "delivered" in outcomes(sandbox, wamid))


def test_an_old_message_leaves_the_window_closed(sandbox: Sandbox) -> None:
    customer = sandbox.customer(window_open=False)
    message = {"type": "text", "text": {"body": "ontem"}, "timestamp": str(int(time.time()) - 90_000)}
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"message": message})
    wamid = sandbox.text(customer)
    until(lambda: outcomes(sandbox, wamid) == {"failed"})


@pytest.mark.parametrize(
    ("known", "dialled"),
    [
        ("553185550188", "+5531985550188"),
        ("5531985550188", "553185550188"),
        ("5491155550105", "+541155550105"),
        ("5215555550106", "+525555550106"),
        ("5511955550101", "(11) 95555-0101"),
    ],
)
def test_every_form_of_a_number_finds_its_account(sandbox: Sandbox, known: str, dialled: str) -> None:
    sandbox.customer(phone=known)
    response = sandbox.send({"to": dialled, "type": "text", "text": {"body": "Oi"}})
    assert response.json()["contacts"] == [{"input": dialled, "wa_id": known}]


def test_a_scoped_id_reaches_a_customer_without_number(sandbox: Sandbox) -> None:
    customer = sandbox.customer(phone=None, username="anaribeiro")
    user_id = customer["user_id"]
    response = sandbox.send({"recipient": user_id, "type": "text", "text": {"body": "Oi"}})
    assert response.json()["contacts"] == [{"input": user_id, "user_id": user_id}]
    wamid = response.json()["messages"][0]["id"]
    until(lambda: outcomes(sandbox, wamid) == {"sent", "delivered"})
    assert "recipient_id" not in sandbox.receiver.statuses(wamid)[0]
    assert sandbox.receiver.statuses(wamid)[0]["recipient_user_id"] == user_id


def test_the_number_wins_over_the_scoped_id(sandbox: Sandbox) -> None:
    first, second = sandbox.customer(), sandbox.customer()
    sandbox.text(first, recipient=second["user_id"])
    assert sandbox.ask("GET", "sends")["sends"][0]["customer"] == first["id"]


def test_a_number_nobody_has_fails_later(sandbox: Sandbox) -> None:
    wamid = sandbox.text({"phone": "5511900000000"})
    failed = until(lambda: sandbox.receiver.statuses(wamid))[0]
    assert failed["errors"][0]["code"] == 131026
    assert failed["recipient_id"] == "5511900000000"


def test_a_number_not_on_the_list_can_be_refused(start: Starter) -> None:
    sandbox = start(unknown_recipients="refused")
    response = sandbox.send({"to": "+5511900000000", "type": "text", "text": {"body": "Oi"}})
    assert response.json()["error"]["code"] == 131030


@pytest.mark.parametrize(("to", "code"), [("Ana", 131009), ("+55", 131009), ("+551140000000", 131021)])
def test_a_recipient_that_cannot_be_is_refused(sandbox: Sandbox, to: str, code: int) -> None:
    response = sandbox.send({"to": to, "type": "text", "text": {"body": "Oi"}})
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert sandbox.ask("GET", "sends")["sends"] == []


def test_an_error_has_metas_shape(sandbox: Sandbox) -> None:
    error = sandbox.send({"to": "+5511900000000", "type": "text", "text": {"body": ""}}).json()["error"]
    assert error["type"] == "OAuthException"
    assert error["message"] == "(#131009) Parameter value is not valid"
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert "text['body']" in error["error_data"]["details"]
    assert error["fbtrace_id"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "token"}])
def test_another_token_is_refused(sandbox: Sandbox, headers: dict[str, str]) -> None:
    url = f"{sandbox.url}/v26.0/{sandbox.config.phone_number_id}/messages"
    response = httpx.post(url, json={}, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (401, 190)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_a_body_that_is_not_json_is_refused(sandbox: Sandbox, body: bytes) -> None:
    response = sandbox.graph.post(f"{sandbox.config.phone_number_id}/messages", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, 100)


def test_a_receipt_turns_earlier_messages_blue_and_shows_typing(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    path = f"customers/{customer['id']}/messages"
    for body in ("um", "dois", "três"):
        sandbox.ask("POST", path, {"type": "text", "text": body})
    until(lambda: len(sandbox.receiver.messages()) == 3)
    wamid = sandbox.ask("GET", path)["messages"][1]["wamid"]
    receipt: dict[str, Any] = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    assert sandbox.send(receipt).json() == {"success": True}
    until(lambda: sandbox.ask("GET", path)["messages"][2]["status"] == "delivered")
    assert [bubble["status"] for bubble in sandbox.ask("GET", path)["messages"]] == ["read", "read", "delivered"]
    assert sandbox.send({**receipt, "message_id": "wamid.X"}).json()["error"]["code"] == 131009


def test_a_reaction_needs_a_message_and_gives_only_sent(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    said = sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "Oi"})
    reaction = {"message_id": said["wamid"], "emoji": "✅"}
    to = "+" + customer["phone"]
    response = sandbox.send({"to": to, "type": "reaction", "reaction": reaction})
    wamid = response.json()["messages"][0]["id"]
    until(lambda: outcomes(sandbox, wamid) == {"sent"})
    wrong = sandbox.send({"to": to, "type": "reaction", "reaction": {**reaction, "message_id": "wamid.X"}})
    assert wrong.json()["error"]["code"] == 131009


def test_the_pair_rate_holds_when_switched_on(start: Starter) -> None:
    sandbox = start(pair_rate=True)
    first, second = sandbox.customer(), sandbox.customer()
    for _ in range(45):
        sandbox.text(first)
    response = sandbox.send({"to": "+" + first["phone"], "type": "text", "text": {"body": "46"}})
    assert response.json()["error"]["code"] == 131056
    assert response.json()["error"]["error_subcode"] == 2494055
    sandbox.text(second)


def test_the_throughput_holds_when_switched_on(start: Starter) -> None:
    sandbox = start(messages_per_second=2)
    customer = sandbox.customer()
    to = "+" + customer["phone"]
    answers = [sandbox.send({"to": to, "type": "text", "text": {"body": "Oi"}}) for _ in range(10)]
    codes = {answer.json().get("error", {}).get("code") for answer in answers}
    assert codes == {None, 130429}


def test_sends_are_read_with_a_cursor(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    sent = [sandbox.text(customer, str(number)) for number in range(5)]
    page = sandbox.ask("GET", "sends?limit=2")
    rest = sandbox.ask("GET", f"sends?since={page['next']}")
    assert [send["wamid"] for send in page["sends"] + rest["sends"]] == sent
    assert sandbox.ask("GET", f"sends?since={rest['next']}")["sends"] == []
