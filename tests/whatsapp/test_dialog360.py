"""360dialog: Meta's dialect without Meta's paths, and proofs of its own."""

import asyncio

import pytest

from tests.desk import webhooks
from tests.whatsapp.meta import Meta, answer
from zapbot.connector import Inbound, Knock, Other, Outgoing, Sender
from zapbot.model import Text
from zapbot.whatsapp.dialog360 import PARTNER, SHARED, Dialog360
from zapbot.whatsapp.signature import sign

MESSAGE = Outgoing(Sender(wa_id="5511955550101"), Text("Oi"), "zapbot:tk:1", number="551140000000")
OK = answer(200, {"messages": [{"id": "wamid.1"}]})
DIGITS = "551140000000"


def test_a_message_is_posted_without_a_version_or_number_and_with_the_key() -> None:
    async def run() -> list[str]:
        async with Meta(OK) as provider:
            made = Dialog360(f"{provider.url}/", (DIGITS,), "chave-de-teste", "segredo")
            await made.send(MESSAGE)
            assert await made.typing(DIGITS, "wamid.0")
            await made.close()
            assert provider.bodies[1] == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.0"}
            return provider.heads

    first, second = asyncio.run(run())
    for head in (first, second):
        assert head.startswith("POST /messages HTTP/1.1\r\n")
        assert "d360-api-key: chave-de-teste\r\n" in head.lower()
        assert "authorization" not in head.lower()


def test_with_a_partners_secret_the_shared_one_opens_nothing() -> None:
    made = Dialog360("http://x", (DIGITS,), "chave", "dividido", "do-parceiro")
    assert made.proof == PARTNER
    assert not made.authentic(Knock("", {SHARED: "dividido"}, b"{}"))
    assert not made.authentic(Knock("", {PARTNER: "dividido"}, b"{}"))
    signed = sign(b"{}", "do-parceiro")
    assert made.authentic(Knock("", {PARTNER: signed}, b"{}"))
    assert made.authentic(Knock("", {PARTNER: signed.removeprefix("sha256=")}, b"{}"))
    assert not made.authentic(Knock("", {PARTNER: signed}, b"{ }"))


@pytest.mark.parametrize("configured", [DIGITS, "800000000000001"])
def test_the_number_may_be_configured_by_its_digits_or_its_id(configured: str) -> None:
    made = Dialog360("http://x", (configured,), "chave", "segredo")
    body = webhooks.post({"from": webhooks.ANA, "id": "wamid.1", "type": "text", "text": {"body": "Oi"}})
    (said,) = made.parse(body, webhooks.T0)
    assert isinstance(said, Inbound)
    assert said.number == configured


def test_webhooks_of_another_number_are_kept_and_not_acted_on() -> None:
    made = Dialog360("http://x", ("551140000009",), "chave", "segredo")
    body = webhooks.post({"from": webhooks.ANA, "id": "wamid.1", "type": "text", "text": {"body": "Oi"}})
    assert [type(update) for update in made.parse(body, webhooks.T0)] == [Other]
