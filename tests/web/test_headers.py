"""The headers of pages and files."""

from zapbot.web import headers


def test_browsers_are_told_to_stay_on_https_where_the_public_address_is() -> None:
    assert "Strict-Transport-Security" in headers.page("x", secure=True)
    assert "Strict-Transport-Security" in headers.asset(True, secure=True)
    assert "Strict-Transport-Security" not in headers.page("x", secure=False)


def test_a_nonce_is_new_and_long() -> None:
    nonces = {headers.nonce() for _ in range(100)}
    assert len(nonces) == 100
    assert min(map(len, nonces)) >= 22


def test_a_page_lets_only_its_own_scripts_run() -> None:
    policy = headers.page("abc")["Content-Security-Policy"]
    assert "script-src 'nonce-abc' 'strict-dynamic';" in policy
    assert "frame-ancestors 'none'" in policy
