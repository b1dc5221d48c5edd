"""Where a request may go: the public internet over https, and what the operator allows by name."""

import pytest

from zapbot.outside.addresses import AddressRefusedError, Allowed, check_address, check_url

NOBODY = Allowed()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "100::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "3fff::1",
        "5f00::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError, match="not a public address"):
        check_address(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "157.240.12.53", "2606:4700::1111", "2a03:2880:f105::1", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_fine(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com/", "http on port 80 is not allowed"),
        ("https://example.com:22/", "on port 22"),
        ("https://example.com:25/", "on port 25"),
        ("https://example.com:80/", "on port 80"),
        ("https://example.com:0/", "on port 0"),
        ("https://example.com:99999/", "not an address"),
        ("https://example.com:x/", "not an address"),
        ("file:///etc/passwd", "not an https address"),
        ("gopher://example.com/", "not an https address"),
        ("ftp://example.com/", "not an https address"),
        ("//example.com/", "not an https address"),
        ("example.com", "not an https address"),
        ("https://", "not an https address"),
        ("https://[::1/", "not an address"),
        ("https://user@example.com/", "user name"),
        ("https://user:word@example.com/", "user name"),
        ("https://example.com@10.0.0.5/", "user name"),
        ("https://:@example.com/", "user name"),
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str, why: str) -> None:
    with pytest.raises(AddressRefusedError, match=why):
        check_url(url, NOBODY)


@pytest.mark.parametrize(
    "url",
    ["https://example.com/", "https://example.com", "https://example.com:8443/?a=..", "https://example.com/a.b/c..d"],
)
def test_a_plain_https_address_is_fine(url: str) -> None:
    assert check_url(url, NOBODY)[0] == "example.com"


@pytest.mark.parametrize(
    "path",
    ["/orders/../admin", "/orders/..", "/./x", "/orders/%2E%2E/admin", "/a/%2e./b", "/a/..%2Fadmin", "/a/..%5Cb"],
)
def test_a_path_that_climbs_is_refused_however_it_is_written(path: str) -> None:
    with pytest.raises(AddressRefusedError, match="leads up"):
        check_url(f"https://example.com{path}", NOBODY)


def test_only_the_very_host_and_port_are_allowed() -> None:
    allowed = Allowed.parse(["10.0.0.5:8443", " CRM.local:80 ", "[fd00::1]:9000"])
    assert check_url("http://10.0.0.5:8443/x", allowed) == ("10.0.0.5", 8443)
    assert check_url("http://crm.local/x", allowed) == ("crm.local", 80)
    assert check_url("http://[fd00::1]:9000/x", allowed) == ("fd00::1", 9000)
    for other in ("http://10.0.0.5:8444/", "http://10.0.0.6:8443/", "http://x.crm.local/", "http://crm.local:81/"):
        with pytest.raises(AddressRefusedError):
            check_url(other, allowed)


@pytest.mark.parametrize("text", ["10.0.0.5", "10.0.0.5:", ":80", "10.0.0.5:http", "10.0.0.5:²", "10.0.0.5:99999"])
def test_a_pair_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        Allowed.parse([text])


def test_a_refusal_shows_nothing_of_path_and_query() -> None:
    for url in ("ftp://example.com/canary?canary", "https://example.com:99999/canary", "https://example.com/../canary"):
        with pytest.raises(AddressRefusedError) as refused:
            check_url(url, NOBODY)
        assert "canary" not in str(refused.value)
