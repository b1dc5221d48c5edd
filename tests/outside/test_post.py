"""Posts to addresses others chose, over real HTTP: what leaves, how little is read, and where nothing may go."""

import asyncio
import socket
import time
from typing import Any

import pytest

from tests.outside.elsewhere import Elsewhere, reply, talk
from zapbot.outside import Posted
from zapbot.outside.addresses import Allowed
from zapbot.outside.post import HEAD_CHARACTERS, LARGEST_ANSWER, Post

BODY = '{"text":"Olá"}'.encode()
HEADERS = {"webhook-id": "msg_1"}


def post(*answers: bytes | None, path: str = "/", times: int = 1, **seconds: float) -> tuple[list[Posted], Elsewhere]:
    """Post to a system that is allowed."""

    async def conversation(elsewhere: Elsewhere) -> list[Posted]:
        post = Post(Allowed.parse([elsewhere.pair]), **seconds)
        posted = [await post(f"{elsewhere.url}{path}", BODY, HEADERS) for _ in range(times)]
        await post.close()
        return posted

    return talk(list(answers), conversation)


def refused(url: str) -> Posted:
    """What comes of a post that must not be made."""

    async def run() -> Posted:
        post = Post(Allowed())
        try:
            return await post(url, BODY, HEADERS)
        finally:
            await post.close()

    posted = asyncio.run(run())
    assert (posted.ok, posted.status, posted.head) == (False, None, "")
    return posted


def test_the_very_bytes_leave_with_their_headers() -> None:
    (posted,), elsewhere = post(reply(b"obrigado", 202), path="/zapbot?chave=1")
    (asked,) = elsewhere.asked
    assert asked.line == "POST /zapbot?chave=1 HTTP/1.1"
    assert asked.body == BODY
    assert (asked.headers["content-type"], asked.headers["webhook-id"]) == ("application/json", "msg_1")
    assert asked.headers["user-agent"].startswith("zapbot/")
    assert posted == Posted(202, "obrigado")


@pytest.mark.parametrize("status", [300, 301, 302, 307, 400, 404, 410, 429, 500, 502, 504])
def test_nothing_but_2xx_is_success(status: int) -> None:
    (posted,), elsewhere = post(reply(b"x", status, f"Location: {'http://127.0.0.1:1/'}"))
    assert (posted.ok, posted.status, posted.error) == (False, status, f"HTTP {status}")
    assert len(elsewhere.asked) == 1


def test_a_redirect_is_not_followed_even_to_an_allowed_place() -> None:
    (posted,), elsewhere = post(reply(b"", 307, "Location: /outro"))
    assert posted.status == 307
    assert [asked.line for asked in elsewhere.asked] == ["POST / HTTP/1.1"]


def test_an_answer_of_ten_gigabytes_is_taken_and_barely_read() -> None:
    head = b"HTTP/1.1 200 X\r\nContent-Length: 10000000000\r\n\r\n"
    began = time.monotonic()
    (posted,), _ = post(head + b"a" * (4 * LARGEST_ANSWER), body_seconds=20)
    assert time.monotonic() - began < 5
    assert posted == Posted(200, "a" * HEAD_CHARACTERS)


def test_an_answer_without_an_end_is_not_waited_for() -> None:
    head = b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nabc"
    (posted,), _ = post(head, body_seconds=0.2)
    assert posted == Posted(200, "abc")


def test_a_compressed_answer_is_not_unpacked() -> None:
    (posted,), elsewhere = post(reply(b"\x1f\x8b\x08bomb", 200, "Content-Encoding: gzip"))
    assert posted.ok
    assert "bomb" in posted.head
    assert elsewhere.asked[0].headers["accept-encoding"] == "identity"


def test_an_answer_cannot_write_into_a_terminal() -> None:
    (posted,), _ = post(reply(b"\x1b[2Jtudo\x00 bem\r\n\tsim\x9b"))
    assert posted.head == "\ufffd[2Jtudo\ufffd bem\ufffd\n\tsim\ufffd"


def test_silence_is_a_failure_in_time() -> None:
    began = time.monotonic()
    (posted,), _ = post(None, seconds=0.2)
    assert time.monotonic() - began < 3
    assert posted == Posted(None, error="no answer within 0.2 s")


def test_a_connection_that_is_refused_or_nonsense_is_a_failure_with_a_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def run() -> Posted:
        post = Post(Allowed.parse([f"127.0.0.1:{port}"]))
        posted = await post(f"http://127.0.0.1:{port}/", BODY, HEADERS)
        await post.close()
        return posted

    (nonsense,), _ = post(b"SSH-2.0-OpenSSH\r\n\r\n")
    for posted in (asyncio.run(run()), nonsense):
        assert not posted.ok
        assert posted.error


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("-1", None), ("nan", None), ("inf", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
def test_how_long_the_other_side_wants_to_be_left_alone(header: str, seconds: float | None) -> None:
    (posted,), _ = post(reply(b"", 429, f"Retry-After: {header}"))
    assert posted.retry_after == seconds


def test_a_cookie_is_not_sent_back() -> None:
    _, elsewhere = post(reply(b"", 200, "Set-Cookie: a=b; Path=/"), times=2)
    assert len(elsewhere.asked) == 2
    assert "cookie" not in elsewhere.asked[1].headers


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::127.0.0.1]",
        "224.0.0.1",
        "localhost",
        "127。0。0。1",
    ],
)
def test_no_spelling_of_a_private_address_is_reached(host: str) -> None:
    refused(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    ["http://crm.example/", "https://a@crm.example/", "https://crm.example:25/", "file:///etc/passwd", "gopher://x/"],
)
def test_what_is_no_public_https_address_is_not_asked(url: str) -> None:
    refused(url)


def test_a_name_that_turns_private_later_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "10.0.0.1 is not a public address" in str(refused("https://crm.example/").error)
