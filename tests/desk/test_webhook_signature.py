"""Signatures, as the receivers' library and the published example verify them."""

import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.desk.listeners import KEY, listener
from tests.desk.office import Office
from tests.desk.webhooks import T0
from zapbot.desk import webhook_secrets, webhook_signature
from zapbot.errors import ZapbotError
from zapbot.store import webhooks

BODY = '{"type":"message.received","data":{"text":"Olá, açaí 🍇"}}'.encode()


def signed(known: list[str], at: float | None = None) -> dict[str, str]:
    """The headers of a try."""
    return webhook_signature.headers(known, "msg_1", at if at is not None else time.time(), BODY)


def test_the_published_example_has_our_signature() -> None:
    headers = webhook_signature.headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_library_of_the_standard_takes_what_we_sign() -> None:
    secret = webhook_signature.new_secret()
    assert Webhook(secret).verify(BODY, signed([secret]))["type"] == "message.received"


def test_it_refuses_another_secret_another_body_another_id_and_an_old_time() -> None:
    secret = webhook_signature.new_secret()
    for library, body, headers in (
        (Webhook(webhook_signature.new_secret()), BODY, signed([secret])),
        (Webhook(secret), BODY + b" ", signed([secret])),
        (Webhook(secret), BODY, {**signed([secret]), "webhook-id": "msg_2"}),
        (Webhook(secret), BODY, signed([secret], time.time() - 3600)),
    ):
        with pytest.raises(WebhookVerificationError):
            library.verify(body, headers)


def test_while_it_rotates_old_and_new_verify_and_a_day_later_the_new_one_only(office: Office) -> None:
    id, now = listener(office.db), time.time()
    (old,) = webhook_secrets.known(KEY, webhooks.get(office.db, id), now)
    new = webhook_secrets.rotate(office.db, KEY, id, now)
    known = webhook_secrets.known(KEY, webhooks.get(office.db, id), now + webhook_secrets.ROTATION_SECONDS - 1)
    assert known == [new, old]
    for secret in known:
        assert Webhook(secret).verify(BODY, signed(known))
    later = webhook_secrets.known(KEY, webhooks.get(office.db, id), now + webhook_secrets.ROTATION_SECONDS + 1)
    assert later == [new]
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(BODY, signed(later))


def test_a_second_rotation_does_not_lengthen_the_life_of_the_first_secret(office: Office) -> None:
    id, day = listener(office.db, at=T0), webhook_secrets.ROTATION_SECONDS
    second = webhook_secrets.rotate(office.db, KEY, id, T0)
    third = webhook_secrets.rotate(office.db, KEY, id, T0 + day / 2)
    known = webhook_secrets.known(KEY, webhooks.get(office.db, id), T0 + day + 1)
    assert known == [third, second]


def test_with_another_instance_key_the_secret_cannot_be_read(office: Office) -> None:
    id = listener(office.db)
    with pytest.raises(ZapbotError, match="cannot be read"):
        webhook_secrets.known(b"outra chave", webhooks.get(office.db, id), T0)
