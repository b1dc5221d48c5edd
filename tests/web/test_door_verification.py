"""GET /webhook: Meta asks whether the address is ours."""

import pytest

from tests.web.conftest import Door


@pytest.mark.parametrize(
    "challenge", ["1158201444", "0042", "true", "null", "1e5", "a,b", "çãé", "with space", "x" * 256]
)
def test_the_challenge_comes_back_to_the_letter(door: Door, challenge: str) -> None:
    answer = door.verify(challenge=challenge)
    assert answer.status_code == 200
    assert answer.content == challenge.encode()
    assert answer.headers["content-type"].startswith("text/plain")


def test_html_in_a_challenge_is_never_rendered(door: Door) -> None:
    answer = door.verify(challenge="<script>alert(1)</script>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "changed",
    [
        {"verify_token": "wrong"},
        {"verify_token": ""},
        {"verify_token": "VERIFICACAO-DE-TESTE"},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * 257},
    ],
)
def test_a_wrong_question_is_refused_without_the_challenge(door: Door, changed: dict[str, str]) -> None:
    answer = door.verify(**changed)
    assert answer.status_code == 403
    assert "1158201444" not in answer.text


@pytest.mark.parametrize("query", ["", "?hub.verify_token=%ff%fe&hub.mode=subscribe", "?hub.mode=subscribe&hub.mode=x"])
def test_an_odd_question_is_refused_not_an_error(door: Door, query: str) -> None:
    assert 400 <= door.get(f"/webhook{query}").status_code < 500
