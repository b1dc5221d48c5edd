"""Every fault that can be armed, seen from the business's side."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.receiver import until


def payload(customer: dict[str, Any], callback: str = "out:1") -> dict[str, Any]:
    return {
        "to": "+" + customer["phone"],
        "type": "text",
        "text": {"body": "Oi"},
        "biz_opaque_callback_data": callback,
    }


def test_the_next_sends_fail_with_a_code(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "fail", "code": 131056, "count": 2})
    answers = [sandbox.send(payload(customer)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 200]
    assert answers[0].json()["error"]["code"] == 131056
    assert sandbox.ask("GET", "rules")["rules"] == []
    assert sandbox.ask("GET", "sends")["total"] == 1


@pytest.mark.parametrize(("code", "status"), [(190, 401), (131000, 500), (131016, 503), (2, 503), (4242, 400)])
def test_a_code_has_its_http_status(sandbox: Sandbox, code: int, status: int) -> None:
    sandbox.ask("POST", "rules", {"kind": "fail", "code": code})
    assert sandbox.send(payload(sandbox.customer())).status_code == status


def test_a_rule_may_be_for_one_customer(sandbox: Sandbox) -> None:
    first, second = sandbox.customer(), sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "fail", "code": 131026, "customer": first["id"]})
    assert sandbox.send(payload(second)).status_code == 200
    assert sandbox.send(payload(first)).status_code == 400


@pytest.mark.parametrize("http", ["httptools", "h11"])
def test_a_cut_connection_hides_a_message_that_was_accepted(start: Starter, http: str) -> None:
    sandbox = start(http=http)
    customer = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "cut", "seconds": 0.1})
    with pytest.raises(httpx.TransportError):
        sandbox.send(payload(customer))
    send = sandbox.ask("GET", "sends")["sends"][0]
    assert send["callback"] == "out:1"
    status = until(lambda: sandbox.receiver.statuses(send["wamid"]))[0]
    assert status["biz_opaque_callback_data"] == "out:1"
    assert sandbox.send(payload(customer)).status_code == 200


def test_a_connection_may_be_cut_before_the_message_is_taken(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "rules", {"kind": "cut", "accept": False})
    with pytest.raises(httpx.TransportError):
        sandbox.send(payload(sandbox.customer()))
    assert sandbox.ask("GET", "sends")["total"] == 0


def test_a_slow_answer_comes_after_the_status(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "slow", "seconds": 0.4})
    started = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        sandbox.send(payload(customer), timeout=0.2)
    sandbox.ask("POST", "rules", {"kind": "slow", "seconds": 0.2})
    wamid = sandbox.send(payload(customer)).json()["messages"][0]["id"]
    assert sandbox.receiver.statuses(wamid)
    assert time.monotonic() - started >= 0.4
    assert sandbox.ask("GET", "sends")["total"] == 2


@pytest.mark.parametrize(("accept", "total"), [(None, 0), (True, 1)])
def test_a_gateway_error_is_html(sandbox: Sandbox, accept: bool | None, total: int) -> None:
    sandbox.ask("POST", "rules", {"kind": "bad_gateway", "accept": accept})
    answer = sandbox.send(payload(sandbox.customer()))
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert sandbox.ask("GET", "sends")["total"] == total


def test_garbage_is_answered_for_an_accepted_message(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "rules", {"kind": "garbage"})
    answer = sandbox.send(payload(sandbox.customer()))
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert sandbox.ask("GET", "sends")["total"] == 1


def test_an_accepted_message_may_fail_later(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "rules", {"kind": "fail_later", "code": 131049})
    wamid = sandbox.send(payload(sandbox.customer())).json()["messages"][0]["id"]
    failed = until(lambda: sandbox.receiver.statuses(wamid))[0]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131049)
    assert failed["errors"][0]["error_data"]["details"]


def test_webhooks_may_come_twice(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "duplicate_webhooks", "count": 1})
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "Oi"})
    until(lambda: len(sandbox.receiver.posts) == 2)
    assert sandbox.receiver.posts[0][0] == sandbox.receiver.posts[1][0]
    until(lambda: sandbox.ask("GET", "state")["webhooks"]["pending"] == 0)
    assert sandbox.ask("GET", "state")["webhooks"]["delivered"] == 1


def test_webhooks_may_come_in_another_order(start: Starter) -> None:
    sandbox = start(webhook_connections=1)
    customer = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "shuffle_webhooks", "seconds": 0.3})
    for number in range(12):
        sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": str(number)})
    until(lambda: len(sandbox.receiver.messages()) == 12)
    order = [int(message["text"]["body"]) for message in sandbox.receiver.messages()]
    assert sorted(order) == list(range(12))
    assert order != list(range(12))


@pytest.mark.parametrize("how", ["release", "rule", "rules"])
def test_webhooks_may_be_held_and_released(sandbox: Sandbox, how: str) -> None:
    customer = sandbox.customer()
    rule = sandbox.ask("POST", "rules", {"kind": "hold_webhooks"})
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "Oi"})
    assert sandbox.ask("GET", "state")["webhooks"]["held"] == 1
    assert sandbox.receiver.posts == []
    if how == "release":
        assert sandbox.ask("POST", "webhooks/release") == {"released": 1}
    else:
        sandbox.ask("DELETE", f"rules/{rule['id']}" if how == "rule" else "rules")
    until(lambda: len(sandbox.receiver.posts) == 1)
    assert sandbox.ask("GET", "rules")["rules"] == []


def test_a_rule_that_makes_no_sense_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.control.post("rules", json={"kind": "explode"}).status_code == 400
    assert sandbox.control.post("rules", json={"kind": "fail", "customer": "c99"}).status_code == 404
    assert sandbox.control.delete("rules/99").status_code == 404
