"""Whom a number blocks, over real HTTP: who wrote lately can be blocked, is heard no more and gets nothing."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.stack import until


def ask(sandbox: Sandbox, method: str, *users: str, **changed: Any) -> httpx.Response:
    """Block people or block them no more; the answer."""
    body = {"messaging_product": "whatsapp", "block_users": [{"user": user} for user in users], **changed}
    return sandbox.graph.request(method, f"{sandbox.config.phone_number_id}/block_users", json=body)


def blocked(sandbox: Sandbox) -> list[str]:
    """Whom the number blocks."""
    answer = sandbox.graph.get(f"{sandbox.config.phone_number_id}/block_users")
    assert answer.status_code == 200
    return [one["wa_id"] for part in answer.json()["data"] for one in part["block_users"]]


def test_who_wrote_lately_is_blocked_and_blocked_no_more(sandbox: Sandbox) -> None:
    ana = sandbox.customer()
    answer = ask(sandbox, "POST", "+" + ana["phone"])
    named = {"input": "+" + ana["phone"], "wa_id": ana["phone"]}
    assert answer.json() == {"messaging_product": "whatsapp", "block_users": {"added_users": [named]}}
    assert ask(sandbox, "POST", ana["phone"]).status_code == 200
    assert blocked(sandbox) == [ana["phone"]]
    assert ask(sandbox, "DELETE", ana["phone"]).json()["block_users"] == {
        "removed_users": [{**named, "input": ana["phone"]}]
    }
    assert blocked(sandbox) == []


def test_who_did_not_write_lately_cannot_be_blocked_and_the_others_are(sandbox: Sandbox) -> None:
    ana, bia = sandbox.customer(), sandbox.customer(window_open=False)
    answer = ask(sandbox, "POST", ana["phone"], bia["phone"], "5511900000000")
    assert answer.status_code == 400
    data = answer.json()
    assert data["error"]["code"] == 139100
    assert [one["wa_id"] for one in data["block_users"]["added_users"]] == [ana["phone"]]
    silent, unknown = data["block_users"]["failed_users"]
    assert (silent["errors"][0]["code"], silent["errors"][0]["error_data"]["details"]) == (
        131047,
        "User has not messaged in the last 24 hours",
    )
    assert ("wa_id" in unknown, unknown["errors"][0]["code"]) == (False, 131009)
    assert blocked(sandbox) == [ana["phone"]]


def test_what_who_is_blocked_writes_is_told_to_nobody(sandbox: Sandbox) -> None:
    ana, bia = sandbox.customer(), sandbox.customer()
    ask(sandbox, "POST", ana["phone"])
    sandbox.ask("POST", f"customers/{ana['id']}/messages", {"type": "text", "text": "me ouve?"})
    sandbox.ask("POST", f"customers/{bia['id']}/messages", {"type": "text", "text": "oi"})
    until(lambda: any(b"oi" in body for body, _ in list(sandbox.receiver.posts)), 5, "the other one is heard")
    assert not any(b"me ouve" in body for body, _ in list(sandbox.receiver.posts))
    ask(sandbox, "DELETE", ana["phone"])
    sandbox.ask("POST", f"customers/{ana['id']}/messages", {"type": "text", "text": "e agora?"})
    until(lambda: any(b"e agora" in body for body, _ in list(sandbox.receiver.posts)), 5, "they are heard again")


def test_who_is_blocked_gets_nothing(sandbox: Sandbox) -> None:
    ana = sandbox.customer()
    ask(sandbox, "POST", ana["phone"])
    answer = sandbox.send({"to": "+" + ana["phone"], "type": "text", "text": {"body": "Oi"}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 130403)
    ask(sandbox, "DELETE", ana["phone"])
    sandbox.text(ana)


def test_each_number_blocks_for_itself(start: Starter) -> None:
    sandbox = start(more_numbers=("800000000000002",))
    ana = sandbox.customer()
    ask(sandbox, "POST", ana["phone"])
    body = {"messaging_product": "whatsapp", "to": "+" + ana["phone"], "type": "text", "text": {"body": "Oi"}}
    assert sandbox.graph.post("800000000000002/messages", json=body).status_code == 200


def test_a_list_is_full_at_some_time(start: Starter) -> None:
    sandbox = start(most_blocked=1)
    first, second = sandbox.customer(), sandbox.customer()
    assert ask(sandbox, "POST", first["phone"]).status_code == 200
    failed = ask(sandbox, "POST", second["phone"]).json()["block_users"]["failed_users"]
    assert failed[0]["errors"][0]["code"] == 139101


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"messaging_product": "sms"}, 100),
        ({"block_users": []}, 131009),
        ({"block_users": [{"user": 7}]}, 100),
        ({"block_users": [{}]}, 131008),
        ({"block_users": [{"user": "5511955550101", "name": "x"}]}, 100),
        ({"users": []}, 100),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_only_a_well_shaped_request_is_taken(sandbox: Sandbox, method: str, changed: dict[str, Any], code: int) -> None:
    answer = ask(sandbox, method, "5511955550101", **changed)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_only_numbers_block_and_only_with_the_token(sandbox: Sandbox) -> None:
    other = sandbox.graph.get(f"{sandbox.config.business_account_id}/block_users")
    assert other.json()["error"]["code"] == 100
    bare = httpx.get(f"{sandbox.url}/v26.0/{sandbox.config.phone_number_id}/block_users")
    assert bare.json()["error"]["code"] == 190


def test_a_rule_makes_it_fail_once(sandbox: Sandbox) -> None:
    ana = sandbox.customer()
    sandbox.ask("POST", "rules", {"kind": "fail_block", "code": 139103})
    assert ask(sandbox, "POST", ana["phone"]).json()["error"]["code"] == 139103
    assert ask(sandbox, "POST", ana["phone"]).status_code == 200


def test_by_360dialogs_paths_it_is_the_same(start: Starter) -> None:
    sandbox = start(dialect="360dialog")
    ana = sandbox.customer()
    key = {"D360-API-KEY": sandbox.config.access_token}
    body = {"messaging_product": "whatsapp", "block_users": [{"user": ana["phone"]}]}
    for method in ("POST", "DELETE"):
        answer = httpx.request(method, f"{sandbox.url}/block_users", json=body, headers=key)
        assert answer.status_code == 200, answer.text
    assert httpx.get(f"{sandbox.url}/block_users", headers=key).json() == {"data": [{"block_users": []}]}
    assert httpx.get(f"{sandbox.url}/block_users").status_code == 401


def test_the_customers_say_by_whom_they_are_blocked(sandbox: Sandbox) -> None:
    ana = sandbox.customer()
    ask(sandbox, "POST", ana["phone"])
    shown = next(one for one in sandbox.ask("GET", "customers")["customers"] if one["id"] == ana["id"])
    assert shown["blocked_by"] == [sandbox.config.phone_number_id]
    assert shown["last_wrote_at"] <= time.time()
