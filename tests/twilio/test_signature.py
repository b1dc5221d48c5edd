"""Twilio's signature: both published examples, and whatever is almost right."""

from urllib.parse import urlencode

import pytest

from zapbot.twilio.signature import sign, verify

EXAMPLES = [
    (
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+12349013030",
            "Digits": "1234",
            "From": "+12349013030",
            "To": "+18005551212",
        },
        "12345",
        "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
    ),
    (
        "https://atendimento.example/twilio",
        {
            "Body": "Oi",
            "From": "whatsapp:+5511955550101",
            "MessageSid": "SM0001",
            "NumMedia": "0",
            "To": "whatsapp:+551140000000",
        },
        "token-de-teste",
        "4ZdZgJtfSeQ9eSCYtaSbTqamFTI=",
    ),
]
URL, FIELDS, TOKEN, SIGNATURE = EXAMPLES[1]
BODY = urlencode(FIELDS).encode()


@pytest.mark.parametrize(("url", "fields", "token", "signature"), EXAMPLES)
def test_the_published_examples_are_signed_as_published(
    url: str, fields: dict[str, str], token: str, signature: str
) -> None:
    body = urlencode(dict(reversed(fields.items()))).encode()
    assert sign(url, body, token) == signature
    assert verify(url, body, signature, token)


def test_a_field_twilio_added_yesterday_is_signed_too() -> None:
    more = BODY + b"&ChannelMetadata=%7B%7D&Empty="
    assert not verify(URL, more, SIGNATURE, TOKEN)
    assert verify(URL, more, sign(URL, more, TOKEN), TOKEN)
    assert sign(URL, BODY + b"&Empty=", TOKEN) != sign(URL, BODY, TOKEN)


@pytest.mark.parametrize(
    ("url", "body", "signature", "token"),
    [
        (URL.replace("https", "http"), BODY, SIGNATURE, TOKEN),
        (f"{URL}?callback=x", BODY, SIGNATURE, TOKEN),
        (URL, BODY.replace(b"Oi", b"oi"), SIGNATURE, TOKEN),
        (URL, BODY, SIGNATURE.swapcase(), TOKEN),
        (URL, BODY, SIGNATURE[:-1], TOKEN),
        (URL, BODY, "não", TOKEN),
        (URL, BODY, "", TOKEN),
        (URL, BODY, None, TOKEN),
        (URL, BODY, SIGNATURE, "outro"),
        (URL, BODY, sign(URL, BODY, ""), ""),
        (URL, b"\xff\xfe", SIGNATURE, TOKEN),
        (URL, b"a=1&" * 1000, SIGNATURE, TOKEN),
    ],
)
def test_what_is_not_exactly_signed_is_not_let_in(url: str, body: bytes, signature: str | None, token: str) -> None:
    assert not verify(url, body, signature, token)
