"""Webhooks: their signature, their retries, the verification."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.receiver import until
from zapbot.sandbox.webhooks.envelope import sign


def test_the_signature_of_the_published_vector_is_right() -> None:
    body = (
        r'{"object":"whatsapp_business_account","entry":[{"id":"900000000000001","changes":[{"value":{"messaging_'
        r'product":"whatsapp","metadata":{"display_phone_number":"551140000000","phone_number_id":"800000000000001'
        r'"},"contacts":[{"profile":{"name":"Ana Ribeiro"},"wa_id":"5511955550101","user_id":"BR.70000000000000000'
        r'001"}],"messages":[{"from":"5511955550101","from_user_id":"BR.70000000000000000001","id":"wamid.TEST0001'
        r'","timestamp":"1790000000","type":"text","text":{"body":"Ol\u00e1"}}]},"field":"messages"}]}]}'
    )
    expected = "sha256=5be935160e2b829ca9d4410c80341d9c08122c99b3124fa1b1cc8fbfd9043017"
    assert sign(body.encode(), "segredo-de-teste") == expected


def test_a_delivered_webhook_is_signed_over_its_exact_bytes(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "Olá, pão!"})
    body, headers = until(lambda: sandbox.receiver.posts)[0]
    digest = hmac.new(sandbox.config.app_secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={digest}"
    assert rb"Ol\u00e1, p\u00e3o!" in body
    assert b'": ' not in body


def test_a_refused_webhook_comes_again_with_the_same_body(start: Starter) -> None:
    sandbox = start(first_retry_seconds=0.01)
    sandbox.receiver.answers = [503, 201, 500]
    customer = sandbox.customer()
    path = f"customers/{customer['id']}/messages"
    sandbox.ask("POST", path, {"type": "text", "text": "Oi"})
    until(lambda: len(sandbox.receiver.posts) == 4)
    assert len({body for body, _ in sandbox.receiver.posts}) == 1
    until(lambda: sandbox.ask("GET", path)["messages"][0]["status"] == "delivered")
    webhooks = sandbox.ask("GET", "state")["webhooks"]
    assert (webhooks["delivered"], webhooks["refused"], webhooks["pending"]) == (1, 3, 0)


def test_a_webhook_nobody_wants_is_given_up(start: Starter) -> None:
    sandbox = start(first_retry_seconds=0.01, most_attempts=2)
    sandbox.receiver.answers = [503, 503]
    sandbox.ask("POST", "webhooks", {"field": "account_update", "value": {"event": "DISABLED_UPDATE"}})
    until(lambda: sandbox.ask("GET", "state")["webhooks"]["failed"] == 1)


def test_one_slow_answer_does_not_hold_up_the_others(sandbox: Sandbox) -> None:
    sandbox.receiver.delay = 0.3
    customer = sandbox.customer()
    for number in range(8):
        sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": str(number)})
    until(lambda: len(sandbox.receiver.posts) == 8, seconds=1.5)


@pytest.mark.parametrize(("token", "verified"), [("right", True), ("wrong", False)])
def test_the_callback_is_verified_with_a_challenge(sandbox: Sandbox, token: str, verified: bool) -> None:
    sandbox.receiver.verify_token = sandbox.config.verify_token if token == "right" else "another"
    answer = sandbox.ask("POST", "verify")
    assert answer["verified"] is verified
    assert answer["status"] == (200 if verified else 403)


def test_any_change_of_the_account_can_be_posted(sandbox: Sandbox) -> None:
    value = {"event": "PAUSED", "message_template_id": 1689000000000001}
    sandbox.ask("POST", "webhooks", {"field": "message_template_status_update", "value": value})
    until(lambda: sandbox.receiver.values == [value])
