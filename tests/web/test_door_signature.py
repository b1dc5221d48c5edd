"""POST /webhook: only the exact bytes Meta signed are let in."""

import json
from collections.abc import Callable

import pytest

from tests.web.conftest import SECRET, Door, body
from zapbot.whatsapp.signature import sign

PUBLISHED = (
    rb'{"object":"whatsapp_business_account","entry":[{"id":"900000000000001","changes":[{"value":{"messaging_product":'
    rb'"whatsapp","metadata":{"display_phone_number":"551140000000","phone_number_id":"800000000000001"},"contacts":[{"'
    rb'profile":{"name":"Ana Ribeiro"},"wa_id":"5511955550101","user_id":"BR.70000000000000000001"}],"messages":[{"from'
    rb'":"5511955550101","from_user_id":"BR.70000000000000000001","id":"wamid.TEST0001","timestamp":"1790000000","type"'
    rb':"text","text":{"body":"Ol\u00e1"}}]},"field":"messages"}]}]}'
)
PUBLISHED_SIGNATURE = "sha256=5be935160e2b829ca9d4410c80341d9c08122c99b3124fa1b1cc8fbfd9043017"


def test_a_signed_webhook_is_on_disk_when_its_answer_comes(door: Door) -> None:
    answer = door.send(PUBLISHED, {"X-Hub-Signature-256": PUBLISHED_SIGNATURE})
    assert door.stored(PUBLISHED) == 1
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"X-Hub-Signature-256": ""}, 401),
        ({"X-Hub-Signature-256": "sha256=" + "0" * 64}, 403),
        ({"X-Hub-Signature-256": PUBLISHED_SIGNATURE.upper()}, 403),
        ({"X-Hub-Signature-256": "sha256=" + PUBLISHED_SIGNATURE[7:].upper()}, 403),
        ({"X-Hub-Signature-256": PUBLISHED_SIGNATURE[7:]}, 403),
        ({"X-Hub-Signature-256": PUBLISHED_SIGNATURE[:-1]}, 403),
        ({"X-Hub-Signature-256": PUBLISHED_SIGNATURE + "0"}, 403),
        ({"X-Hub-Signature-256": f"{PUBLISHED_SIGNATURE}, {PUBLISHED_SIGNATURE}"}, 403),
        ({"X-Hub-Signature-256": "sha1=" + "0" * 40}, 403),
        ({"X-Hub-Signature": "sha1=16c4afa2bd9a4eb9b4ee2f0b7b4ae20ff7c8a90b"}, 401),
        ({"X-Hub-Signature": PUBLISHED_SIGNATURE}, 401),
    ],
)
def test_a_wrong_signature_is_refused_and_nothing_stored(door: Door, headers: dict[str, str], status: int) -> None:
    before = door.count()
    assert door.send(PUBLISHED, headers).status_code == status
    assert door.count() == before


def test_a_signature_made_with_another_secret_is_refused(door: Door) -> None:
    message = body()
    assert door.post(message, secret="another").status_code == 403
    assert door.stored(message) == 0


@pytest.mark.parametrize("change", [lambda b: b + b"\n", lambda b: json.dumps(json.loads(b)).encode(), lambda b: b""])
def test_the_signature_of_other_bytes_is_refused(door: Door, change: Callable[[bytes], bytes]) -> None:
    message, before = body(), door.count()
    assert door.send(change(message), {"X-Hub-Signature-256": sign(message, SECRET)}).status_code == 403
    assert door.count() == before


def test_during_a_change_of_secret_both_are_accepted(own_door: Callable[..., Door]) -> None:
    door = own_door(WHATSAPP_APP_SECRET="novo-segredo, segredo-antigo")
    door.stack.start("serve")
    for secret in ("novo-segredo", "segredo-antigo"):
        message = body()
        assert door.post(message, secret=secret).status_code == 200
        assert door.stored(message) == 1
    for secret in ("novo-segredo, segredo-antigo", "novo-segredo,", " segredo-antigo", "", ","):
        assert door.post(body(), secret=secret).status_code == 403


def test_strangers_fill_no_log(own_door: Callable[..., Door]) -> None:
    door = own_door()
    door.stack.start("serve")
    for _ in range(30):
        door.post(body(), secret="guessed")
        door.verify(verify_token="guessed")
    assert door.log().count("wrong signature") == 1
    assert door.log().count("verification refused") == 1
    assert "guessed" not in door.log()
