"""The signature on webhooks: only the exact bytes, only the exact header."""

import json

import pytest

from tests.whatsapp import corpus
from zapbot.connector import Knock
from zapbot.whatsapp import signature
from zapbot.whatsapp.client import CloudApi

SECRET = "segredo-de-teste"
VECTOR = "inbound/text_one_line_signature_vector.json"
DIGEST = "5be935160e2b829ca9d4410c80341d9c08122c99b3124fa1b1cc8fbfd9043017"
BODY = corpus.body(VECTOR)


def api(secret: str) -> CloudApi:
    return CloudApi("http://127.0.0.1:1", "v26.0", (corpus.PHONE_NUMBER_ID,), "token", secret)


def knock(header: str) -> Knock:
    return Knock("https://atendimento.example/webhook", {"x-hub-signature-256": header}, BODY)


def test_the_published_vector_is_signed_as_meta_signs_it() -> None:
    assert signature.sign(BODY, SECRET) == f"sha256={DIGEST}"
    assert signature.verify(BODY, f"sha256={DIGEST}", SECRET)
    assert api(SECRET).authentic(knock(f"sha256={DIGEST}"))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        DIGEST,
        f"sha256={DIGEST.upper()}",
        f"SHA256={DIGEST}",
        f"sha1={DIGEST[:40]}",
        f"sha256={DIGEST[:-1]}",
        f"sha256={DIGEST}0",
        f"sha256={DIGEST}\n",
        f" sha256={DIGEST}",
        f"sha256={DIGEST}, sha256={DIGEST}",
        f"sha256={'0' * 64}",
        f"sha256={DIGEST[:-1]}é",
    ],
)
def test_any_other_header_is_refused(header: str | None) -> None:
    assert not signature.verify(BODY, header, SECRET)


def test_a_body_written_anew_from_its_json_is_refused() -> None:
    again = json.dumps(json.loads(BODY), separators=(",", ":"), ensure_ascii=False).encode()
    assert again != BODY
    assert not signature.verify(again, f"sha256={DIGEST}", SECRET)


def test_another_secret_and_no_secret_are_refused() -> None:
    assert not signature.verify(BODY, f"sha256={DIGEST}", "outro-segredo")
    assert not signature.verify(BODY, signature.sign(BODY, ""), "")
    assert not api("").authentic(knock(signature.sign(BODY, "")))


def test_while_the_secret_is_being_changed_the_new_and_the_old_one_hold() -> None:
    changing = api("novo-segredo, segredo-de-teste")
    assert changing.authentic(knock(signature.sign(BODY, SECRET)))
    assert changing.authentic(knock(signature.sign(BODY, "novo-segredo")))
    assert not changing.authentic(knock(signature.sign(BODY, "novo-segredo, segredo-de-teste")))
    assert not api("segredo-de-teste,").authentic(knock(signature.sign(BODY, "")))
