"""Addresses of files we send: signed, for a while, for one file."""

from urllib.parse import parse_qs, urlsplit

import pytest

from zapbot.file_link import link, opens

KEY, NOW = b"k" * 32, 1_790_000_000.0
SHA256 = "ab" * 32
GOOD = link(KEY, SHA256, "image/png", "placa nº 1.png", NOW + 60)


def test_an_address_opens_its_file_until_its_moment() -> None:
    assert GOOD.startswith(f"/files/{SHA256}?")
    assert parse_qs(urlsplit(GOOD).query)["name"] == ["placa nº 1.png"]
    assert opens(KEY, GOOD, NOW)
    assert opens(KEY, GOOD, NOW + 59)
    assert not opens(KEY, GOOD, NOW + 60)


@pytest.mark.parametrize(
    "address",
    [
        GOOD.replace("ab", "ac", 1),
        GOOD.replace("image%2Fpng", "text%2Fhtml"),
        GOOD.replace("placa", "outra"),
        GOOD.replace("until=179", "until=279"),
        GOOD.replace("until=", "until=-"),
        GOOD.replace("until=", "until=9999"),
        GOOD[:-1],
        GOOD.partition("&sig=")[0],
        GOOD.partition("?")[0],
        f"/files/{SHA256}?sig=",
        f"{GOOD}&until={int(NOW) + 999}",
        "",
    ],
)
def test_an_address_that_was_changed_opens_nothing(address: str) -> None:
    assert not opens(KEY, address, NOW)


def test_another_key_or_none_opens_nothing() -> None:
    assert not opens(b"x" * 32, GOOD, NOW)
    assert not opens(b"", link(b"", SHA256, "image/png", "a", NOW + 60), NOW)


def test_parts_of_an_address_cannot_be_moved_into_each_other() -> None:
    one, other = link(KEY, SHA256, "a/b", "c\nd", NOW + 60), link(KEY, SHA256, "a/b\nc", "d", NOW + 60)
    assert parse_qs(urlsplit(one).query)["sig"] != parse_qs(urlsplit(other).query)["sig"]
