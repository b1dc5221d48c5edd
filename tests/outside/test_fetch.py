"""Requests of flows over real HTTP: what leaves, what comes back, and where nothing may go."""

import asyncio
import socket
import time
from collections.abc import Mapping
from typing import Any

import pytest

from tests.outside.elsewhere import Elsewhere, reply, talk
from zapbot.flow.template import Secret, show
from zapbot.outside import Answer
from zapbot.outside.addresses import Allowed
from zapbot.outside.fetch import LARGEST_ANSWER, Fetch

CANARY = "canário-muito-secreto"


def request(url: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """A request as an http node writes it."""
    return {"method": method, "url": url, "headers": {}, "timeout": 5, **more}


def ask(
    answers: list[bytes | None], *requests: dict[str, Any], secrets: Mapping[str, str] | None = None
) -> tuple[list[Answer], Elsewhere]:
    """Make requests, one after the other, of a system that is allowed; a path alone is an address there."""

    async def conversation(elsewhere: Elsewhere) -> list[Answer]:
        fetch = Fetch(Allowed.parse([elsewhere.pair]), secrets or {})
        answers = [await fetch({**one, "url": f"{elsewhere.url}{one['url']}"}) for one in requests]
        await fetch.close()
        return answers

    return talk(answers, conversation)


def refused(url: str, allowed: Allowed | None = None, **more: Any) -> Answer:
    """The answer to a request that must not be made."""

    async def run() -> Answer:
        fetch = Fetch(allowed or Allowed(), {})
        try:
            return await fetch(request(url, **more))
        finally:
            await fetch.close()

    answer = asyncio.run(run())
    assert (answer.ok, answer.again, answer.value) == (False, False, {})
    return answer


def test_a_get_comes_back_with_status_and_json() -> None:
    (answer,), elsewhere = ask([reply({"total": 12.5})], request("/orders/7?full=1", headers={"X-Shop": "9"}))
    assert answer == Answer(True, {"status": 200, "json": {"total": 12.5}})
    (asked,) = elsewhere.asked
    assert asked.line == "GET /orders/7?full=1 HTTP/1.1"
    assert asked.headers["x-shop"] == "9"
    assert asked.headers["user-agent"].startswith("zapbot/")
    assert asked.body == b""


def test_json_and_forms_are_sent_as_such() -> None:
    _, elsewhere = ask(
        [reply({})],
        request("/", "POST", json={"nome": "João", "itens": [1, {"sim": True}]}),
        request("/", "PUT", form={"nome": "João & Cia", "n": 2}),
    )
    as_json, as_form = elsewhere.asked
    assert as_json.headers["content-type"] == "application/json"
    assert as_json.json == {"nome": "João", "itens": [1, {"sim": True}]}
    assert as_form.headers["content-type"] == "application/x-www-form-urlencoded"
    assert as_form.body == b"nome=Jo%C3%A3o+%26+Cia&n=2"


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_is_no_json_has_none(body: bytes) -> None:
    (answer,), _ = ask([reply(body)], request("/"))
    assert answer == Answer(True, {"status": 200, "json": None})


@pytest.mark.parametrize(
    ("status", "again"), [(301, False), (400, False), (401, False), (404, False), (429, True), (500, True), (503, True)]
)
def test_a_failure_says_its_status_and_whether_asking_again_may_help(status: int, again: bool) -> None:
    (answer,), _ = ask([reply({"erro": 1}, status)], request("/"))
    assert (answer.ok, answer.reason, answer.again) == (False, f"HTTP {status}", again)


def test_a_redirect_is_not_followed() -> None:
    (answer,), elsewhere = ask([reply({}, 302, "Location: /elsewhere")], request("/here"))
    assert answer.reason == "HTTP 302"
    assert [asked.line for asked in elsewhere.asked] == ["GET /here HTTP/1.1"]


def test_an_answer_may_have_a_mebibyte_and_no_more() -> None:
    (fits, large), _ = ask(
        [reply(b" " * LARGEST_ANSWER), reply(b" " * (LARGEST_ANSWER + 1))], request("/"), request("/")
    )
    assert fits.ok
    assert (large.ok, large.again, large.value) == (False, False, {})
    assert "larger than 1024 KiB" in large.reason


def test_an_answer_without_end_is_cut_off() -> None:
    head = b"HTTP/1.1 200 X\r\nContent-Length: 10000000000\r\n\r\n"
    (answer,), _ = ask([head + b" " * (2 * LARGEST_ANSWER)], request("/"))
    assert "larger than" in answer.reason


def test_nothing_is_waited_for_longer_than_the_request_says() -> None:
    began = time.monotonic()
    (answer,), _ = ask([None], request("/", timeout=0.2))
    assert time.monotonic() - began < 3
    assert (answer.ok, answer.again) == (False, True)
    assert answer.reason == "no answer within 0.2 s"


def test_a_connection_that_is_refused_or_cut_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def run() -> Answer:
        fetch = Fetch(Allowed.parse([f"127.0.0.1:{port}"]), {})
        answer = await fetch(request(f"http://127.0.0.1:{port}/"))
        await fetch.close()
        return answer

    closed = asyncio.run(run())
    (cut,), _ = ask([b"HTTP/1.1 200 X\r\nContent-Length: x\r\n\r\n"], request("/"))
    for answer in (closed, cut):
        assert (answer.ok, answer.again) == (False, True)
        assert answer.reason


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1%25lo]",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[ff02::1]",
        "localhost",
        "LOCALHOST",
        "127。0。0。1",
        "127。1",
        "①②⑦.⓪.⓪.①",
    ],
)
def test_no_spelling_of_a_private_address_is_reached(host: str) -> None:
    for port in ("", ":8443"):
        refused(f"https://{host}{port}/latest/meta-data")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://127.0.0.1/", "https://example.com:22/", "https://example.com:25/", "https://a@b/"],
)
def test_what_is_no_https_address_is_not_asked(url: str) -> None:
    refused(url)


def test_plain_http_is_spoken_only_where_it_is_allowed() -> None:
    assert "only https" in refused("http://localhost/").reason
    assert "only https" in refused("http://127.0.0.1:8080/", Allowed.parse(["127.0.0.1:8081"])).reason


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        found = ("8.8.8.8", "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "127.0.0.1 is not a public address" in refused("https://crm.example/").reason


def test_a_name_is_resolved_once_per_connection_and_checked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a public address first cannot lead to a private one afterwards."""
    resolved: list[str] = []

    async def conversation(elsewhere: Elsewhere) -> list[Answer]:
        answers = iter(["127.0.0.1", "169.254.169.254"])

        def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
            resolved.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        fetch = Fetch(Allowed.parse([f"crm.example:{elsewhere.port}"]), {})
        good = await fetch(request(f"http://crm.example:{elsewhere.port}/"))
        again = await fetch(request("https://crm.example/"))
        await fetch.close()
        return [good, again]

    (good, again), _ = talk([reply({})], conversation)
    assert good.ok
    assert "169.254.169.254 is not a public address" in again.reason
    assert resolved == ["crm.example", "crm.example"]


def test_secrets_are_filled_where_they_are_named_and_nowhere_else() -> None:
    token, other = show(Secret("crm_token")), show(Secret("other"))
    asked = request(
        f"/?key={token}&x=secret.other",
        "POST",
        headers={"Authorization": f"Bearer {token}", "X-Plain": "crm_token"},
        json={"deep": [{"both": f"{token}-{other}!"}], "said": "{{ secret.crm_token }}"},
    )
    _, elsewhere = ask([reply({})], asked, secrets={"crm_token": "T0K3N", "other": "OUTRO"})
    (got,) = elsewhere.asked
    assert got.line == "POST /?key=T0K3N&x=secret.other HTTP/1.1"
    assert got.headers["authorization"] == "Bearer T0K3N"
    assert got.headers["x-plain"] == "crm_token"
    assert got.json == {"deep": [{"both": "T0K3N-OUTRO!"}], "said": "{{ secret.crm_token }}"}


def test_a_customer_cannot_write_the_marks_of_a_secret() -> None:
    assert show(show(Secret("crm_token"))) == "crm_token"


def test_a_secret_that_is_not_there_is_named_with_the_way_to_give_it() -> None:
    (answer,), elsewhere = ask([reply({})], request("/", headers={"A": show(Secret("crm_token"))}))
    assert answer == Answer(False, reason="the secret crm_token is not set: give it as ZAPBOT_SECRET_CRM_TOKEN")
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "made",
    [
        request("https://exa mple.com/" + show(Secret("s"))),
        request("https://example.com:99999/?" + show(Secret("s"))),
        request("https://127.0.0.1/?" + show(Secret("s"))),
        request("https://localhost/" + show(Secret("s"))),
        request("https://localhost/\n" + show(Secret("s"))),
        request("ftp://example.com/" + show(Secret("s"))),
        request("https://localhost/", headers={"A": f"x\r\ny{show(Secret('s'))}"}),
        request("https://localhost/", headers={"A": f"ã{show(Secret('s'))}"}),
    ],
)
def test_no_failure_tells_a_secret(made: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> Answer:
        fetch = Fetch(Allowed(), {"s": CANARY})
        answer = await fetch(made)
        await fetch.close()
        return answer

    answer = asyncio.run(run())
    assert not answer.ok
    assert answer.reason
    assert not answer.again
    printed = capfd.readouterr()
    shown = answer.reason + printed.out + printed.err
    assert [part for part in ("canário", "can%C3%A1rio", "muito-secreto") if part in shown] == []


def test_a_header_with_a_line_break_is_not_sent() -> None:
    (answer,), elsewhere = ask([reply({})], request("/", headers={"X-Name": "Ana\r\nX-Admin: 1"}))
    assert (answer.ok, answer.again) == (False, False)
    assert elsewhere.asked == []


def test_a_cookie_of_one_customer_is_not_sent_for_the_next() -> None:
    _, elsewhere = ask([reply({}, 200, "Set-Cookie: session=ana; Path=/")], request("/"), request("/"))
    assert len(elsewhere.asked) == 2
    assert "cookie" not in elsewhere.asked[1].headers


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (answer,), _ = ask([reply({})], request("/"))
    assert answer.ok
