"""Secrets at rest."""

import base64

import pytest

from zapbot import sealed
from zapbot.errors import ZapbotError

KEY = b"k" * 32


def test_a_sealed_text_comes_back_and_does_not_show() -> None:
    text = sealed.seal(KEY, "whsec_segredo", "webhooks:1")
    assert sealed.unseal(KEY, text, "webhooks:1") == "whsec_segredo"
    assert b"segredo" not in base64.b64decode(text)


def test_the_same_text_looks_different_every_time() -> None:
    assert sealed.seal(KEY, "a", "webhooks:1") != sealed.seal(KEY, "a", "webhooks:1")


@pytest.mark.parametrize(("key", "place"), [(b"x" * 32, "webhooks:1"), (KEY, "webhooks:2"), (KEY, "tokens:1")])
def test_it_opens_with_its_key_in_its_row_only(key: bytes, place: str) -> None:
    with pytest.raises(ZapbotError, match=r"secret\.key is not the one"):
        sealed.unseal(key, sealed.seal(KEY, "whsec_segredo", "webhooks:1"), place)


def test_a_changed_byte_is_noticed() -> None:
    data = bytearray(base64.b64decode(sealed.seal(KEY, "whsec_segredo", "webhooks:1")))
    data[-1] ^= 1
    with pytest.raises(ZapbotError):
        sealed.unseal(KEY, base64.b64encode(data).decode(), "webhooks:1")
