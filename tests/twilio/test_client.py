"""Sending through Twilio and reading customers' files, over real HTTP."""

import asyncio
import re
import threading
from collections.abc import Callable, Coroutine
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.twilio.fake import Twilio as Fake
from tests.twilio.posts import ACCOUNT, ANA, DOOR, NUMBER, OTHER, TOKEN
from zapbot.connector import (
    Accepted,
    Fetched,
    File,
    Hold,
    Outcome,
    Outgoing,
    Refused,
    Retry,
    Sender,
    Stop,
    Stored,
    Unsent,
)
from zapbot.model import Buttons, Option
from zapbot.twilio import faults, wire
from zapbot.twilio.client import LINK_SECONDS, Twilio

T0 = 1_790_000_000.0
MEDIA = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
JPEG = b"\xff\xd8\xff" + b"a" * 700_000


class Bytes:
    """A sink that keeps everything."""

    def __init__(self, most: int = 10**9) -> None:
        self.data = b""
        self.most = most

    def restart(self) -> None:
        """From the beginning."""
        self.data = b""

    def write(self, data: bytes) -> None:
        """More."""
        self.data += data
        if len(self.data) > self.most:
            raise ValueError("the file is too large to keep")


def made(url: str, token: str = TOKEN) -> Twilio:
    return Twilio(url, ACCOUNT, token, (NUMBER, OTHER), DOOR, now=lambda: T0)


def run(connector: Twilio, act: Callable[[Twilio], Coroutine[Any, Any, Any]]) -> Any:
    async def once() -> Any:
        try:
            return await act(connector)
        finally:
            await connector.close()

    return asyncio.run(once())


def outgoing(number: str = "") -> Outgoing:
    question = Buttons("Quer?", (Option("sim", "Sim"), Option("nao", "Não")))
    return Outgoing(Sender(wa_id=ANA), question, "zapbot:tk:1", reply_to="SM9", number=number)


def test_a_question_leaves_as_a_numbered_text_from_its_number_with_its_attempt() -> None:
    with Fake() as fake:
        outcome = run(made(f"{fake.url}/"), lambda twilio: twilio.send(outgoing(OTHER)))
        (sent,) = fake.sends
    assert outcome == Accepted(sent["sid"])
    assert sent["Body"] == "Quer?\n\n1. Sim\n2. Não"
    assert (sent["From"], sent["To"]) == (f"whatsapp:+{OTHER}", f"whatsapp:+{ANA}")
    assert sent["StatusCallback"] == f"{DOOR}?callback=zapbot%3Atk%3A1"


def test_while_the_token_is_changed_the_new_one_sends() -> None:
    with Fake() as fake:
        assert isinstance(run(made(fake.url, f"{TOKEN}, velho"), lambda one: one.send(outgoing())), Accepted)
        assert isinstance(run(made(fake.url, "errado"), lambda one: one.send(outgoing())), Stop)
    assert len(fake.sends) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (20003, Stop),
        (63007, Stop),
        (63018, Hold),
        (20429, Hold),
        (63012, Retry),
        (63016, Refused),
        (63024, Refused),
        (21211, Refused),
        (21610, Refused),
        (63003, Refused),
        (99999, Refused),
        (None, Refused),
    ],
)
def test_a_failure_told_later_means_what_it_would_have_meant_at_once(code: int | None, kind: type[Outcome]) -> None:
    outcome = made("http://x").reread(code, "what Twilio says")
    assert isinstance(outcome, kind)
    assert outcome == faults.decide(code, "what Twilio says")


def test_only_a_rate_makes_the_number_slower() -> None:
    assert faults.decide(63018, None) == Hold("error 63018", 2.0, 63018, slower=True)
    assert faults.decide(20429, None, 429) == Hold("error 20429", 60.0, 20429, scope="number")


def test_a_file_is_read_with_the_password() -> None:
    with Fake(files={MEDIA: ("image/jpeg", JPEG)}) as fake:
        sink = Bytes()
        assert (
            run(made(fake.url), lambda one: one.download(NUMBER, File("ME1", url=fake.url + MEDIA), sink)) == Fetched()
        )
    assert sink.data == JPEG


@pytest.mark.parametrize(
    ("kept", "most", "kind"),
    [
        (None, 10**9, Refused),
        (("text/html", b"<html>"), 10**9, Retry),
        (("image/jpeg", JPEG), 1000, Refused),
        (("moved", b"http://127.0.0.1:1/elsewhere"), 10**9, Retry),
        (("moved", b"https://twilio.com.example.com/x"), 10**9, Retry),
        (("moved", MEDIA.encode()), 10**9, Retry),
    ],
)
def test_what_is_not_the_file_says_whether_to_try_again(
    kept: tuple[str, bytes] | None, most: int, kind: type[Outcome]
) -> None:
    with Fake(files={MEDIA: kept} if kept else {}) as fake:
        file = File("ME1", url=fake.url + MEDIA)
        outcome = run(made(fake.url), lambda one: one.download(NUMBER, file, Bytes(most)))
    assert isinstance(outcome, kind)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/x",
        "https://api.twilio.com.example.com/x",
        "https://twilio.com@example.com/x",
        "https://example.com/api.twilio.com/x",
        "https://api.twilio.com:8443/x",
        "https://127.0.0.1/x",
        "ftp://api.twilio.com/x",
        None,
    ],
)
def test_no_other_host_is_asked_for_a_file(url: str | None) -> None:
    outcome = run(made("https://api.twilio.com"), lambda one: one.download(NUMBER, File("ME1", url=url), Bytes()))
    assert isinstance(outcome, Refused)


def test_a_wrong_password_for_files_stops_and_a_dead_server_does_not() -> None:
    with Fake(files={MEDIA: ("image/jpeg", JPEG)}) as fake:
        file = File("ME1", url=fake.url + MEDIA)
        assert isinstance(run(made(fake.url, "errado"), lambda one: one.download(NUMBER, file, Bytes())), Stop)
    outcome = run(made(fake.url), lambda one: one.download(NUMBER, file, Bytes()))
    assert isinstance(outcome, Retry | Unsent)


def test_where_twilio_sends_us_on_nobody_sees_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"abcd")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as cdn:
        threading.Thread(target=cdn.handle_request, daemon=True).start()
        there = f"http://127.0.0.1:{cdn.server_address[1]}/file"
        monkeypatch.setattr(wire, "_BYTES", re.compile(re.escape(there)))
        with Fake(files={MEDIA: ("moved", there.encode())}) as fake:
            sink = Bytes()
            outcome = run(made(fake.url), lambda one: one.download(NUMBER, File("ME1", url=fake.url + MEDIA), sink))
    assert (outcome, sink.data) == (Fetched(), b"abcd")
    assert "authorization" in {name.lower() for _, headers in fake.seen for name in headers}
    assert "authorization" not in told[0]


def test_a_file_of_ours_is_an_address_while_there_is_one_by_https() -> None:
    file = Stored("ab" * 32, "image/png", "placa.png", 10, lambda: iter([b""]))
    large = Stored("ab" * 32, "video/mp4", "filme.mp4", 17 * 1024 * 1024, lambda: iter([b""]))
    given: list[tuple[Stored, float]] = []

    def link(stored: Stored, until: float) -> str:
        given.append((stored, until))
        return "https://atendimento.example/files/x"

    with_link = Twilio("http://x", ACCOUNT, TOKEN, (NUMBER,), DOOR, link, lambda: T0)
    assert asyncio.run(with_link.upload(NUMBER, file)) == "https://atendimento.example/files/x"
    assert given == [(file, T0 + LINK_SECONDS)]
    assert isinstance(asyncio.run(with_link.upload(NUMBER, large)), Refused)
    refused = asyncio.run(made("http://x").upload(NUMBER, file))
    assert isinstance(refused, Refused)
    assert "ZAPBOT_PUBLIC_URL" in refused.reason


def test_there_are_no_ticks_or_typing_to_show() -> None:
    assert not asyncio.run(made("http://x").typing(NUMBER, "SM1"))
    assert not asyncio.run(made("http://x").read(NUMBER, "SM1"))
