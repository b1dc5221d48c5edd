"""Sending over real HTTP: every ending is an outcome, and the question is always whether the request left."""

import asyncio
import socket
import time

import httpx
import pytest

from tests.whatsapp import corpus
from tests.whatsapp.meta import Ending, Meta, answer
from zapbot.connector import Accepted, Hold, Outcome, Outgoing, Refused, Retry, Sender, Stop, Unknown, Unsent
from zapbot.model import Text
from zapbot.whatsapp import wire
from zapbot.whatsapp.client import CloudApi

MESSAGE = Outgoing(Sender(wa_id="5511955550101"), Text("Olá 😀"), "zapbot:tk:1")
OK = answer(
    200,
    {"messages": [{"id": "wamid.OUT1"}], "contacts": [{"input": "+5511955550101", "wa_id": "5511955550101"}]},
)


def api(url: str) -> CloudApi:
    return CloudApi(url, "v26.0", (corpus.PHONE_NUMBER_ID,), "token-de-teste", "segredo-de-teste")


def failure(status: int, code: int) -> bytes:
    return answer(status, {"error": {"message": "m", "code": code}})


def ask(ending: Ending, times: int = 1) -> tuple[list[Outcome], Meta]:
    """Send so many times at once to a server that ends each request alike."""

    async def run() -> tuple[list[Outcome], Meta]:
        async with Meta(ending) as meta:
            client = api(meta.url)
            outcomes = await asyncio.gather(*(client.send(MESSAGE) for _ in range(times)))
            await client.close()
            return outcomes, meta

    return asyncio.run(run())


def send_to(url: str, message: Outgoing = MESSAGE) -> Outcome:
    async def run() -> Outcome:
        client = api(url)
        try:
            return await client.send(message)
        finally:
            await client.close()

    return asyncio.run(run())


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_accepted_message_was_sent_once_with_token_and_attempt() -> None:
    (outcome,), meta = ask(OK)
    assert outcome == Accepted("wamid.OUT1", Sender(wa_id="5511955550101"))
    (head,), (body,) = meta.heads, meta.bodies
    assert head.startswith(f"POST /v26.0/{corpus.PHONE_NUMBER_ID}/messages HTTP/1.1\r\n")
    assert "authorization: bearer token-de-teste" in head.lower()
    assert "content-type: application/json" in head.lower()
    assert "user-agent: zapbot/" in head.lower()
    assert body["text"] == {"body": "Olá 😀", "preview_url": False}
    assert body["biz_opaque_callback_data"] == "zapbot:tk:1"


def test_fifty_at_once_are_sent_once_each() -> None:
    outcomes, meta = ask(OK, 50)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(meta.bodies) == 50


def test_a_refused_connection_means_it_surely_never_left() -> None:
    outcome = send_to(f"http://127.0.0.1:{unused_port()}")
    assert isinstance(outcome, Unsent)
    assert outcome.reason


@pytest.mark.parametrize("url", ["http://nao-existe.invalid", "http://[", "graph.facebook.com", "ftp://127.0.0.1"])
def test_an_address_that_leads_nowhere_means_it_surely_never_left(url: str) -> None:
    assert isinstance(send_to(url), Unsent)


def test_a_failed_tls_handshake_means_it_surely_never_left() -> None:
    async def run() -> Outcome:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(10)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        client = api(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        try:
            return await client.send(MESSAGE)
        finally:
            await client.close()
            server.close()
            await server.wait_closed()

    assert isinstance(asyncio.run(run()), Unsent)


def test_a_connection_that_cannot_be_made_in_time_means_it_surely_never_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "_TIMEOUT", httpx.Timeout(5, connect=0.2))
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        outcome = send_to(f"http://127.0.0.1:{full.getsockname()[1]}")
        for one in waiting:
            one.close()
    assert isinstance(outcome, Unsent)


def test_a_connection_cut_after_the_request_was_read_leaves_it_unknown() -> None:
    (outcome,), meta = ask("cut")
    assert isinstance(outcome, Unknown)
    assert len(meta.bodies) == 1


def test_an_answer_that_does_not_come_in_time_leaves_it_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_TIMEOUT", httpx.Timeout(0.2, connect=5))
    started = time.monotonic()
    (outcome,), meta = ask("silence")
    assert isinstance(outcome, Unknown)
    assert len(meta.bodies) == 1
    assert time.monotonic() - started < 5


def test_an_answer_cut_in_the_middle_leaves_it_unknown() -> None:
    (outcome,), _ = ask(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{")
    assert isinstance(outcome, Unknown)


def test_an_answer_that_is_no_http_leaves_it_unknown() -> None:
    (outcome,), _ = ask(b"\x16\x03\x01 not http\r\n\r\n")
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (answer(502, b"<html>Bad Gateway</html>"), Unknown),
        (answer(200, b"garbage"), Unknown),
        (answer(200, b""), Unknown),
        (answer(302, b""), Unknown),
        (failure(500, 131000), Retry),
        (failure(503, 131016), Retry),
        (failure(400, 131056), Hold),
        (failure(400, 130429), Hold),
        (failure(400, 80007), Hold),
        (failure(401, 190), Stop),
        (failure(403, 131031), Stop),
        (failure(400, 131047), Refused),
        (failure(400, 131026), Refused),
        (answer(401, b"no"), Stop),
        (answer(429, b"<html>slow down</html>"), Hold),
        (answer(404, b"not here"), Refused),
    ],
)
def test_every_answer_is_an_outcome(ending: bytes, kind: type[Outcome]) -> None:
    (outcome,), meta = ask(ending)
    assert isinstance(outcome, kind)
    assert len(meta.bodies) == 1


def test_a_message_whatsapp_would_refuse_never_leaves() -> None:
    outcome = send_to("http://127.0.0.1:1", Outgoing(Sender(wa_id="5511955550101"), Text(""), "c"))
    assert outcome == Refused("text is empty")


def test_connections_are_used_again() -> None:
    async def run() -> int:
        async with Meta(OK) as meta:
            client = api(meta.url + "/")
            for _ in range(5):
                await client.send(MESSAGE)
            await client.close()
            await client.close()
            return meta.connections

    assert asyncio.run(run()) == 1


def test_a_failure_told_later_means_the_same_as_one_told_at_once() -> None:
    assert isinstance(api("http://x").reread(131026, "undeliverable"), Refused)
    assert api("http://x").reread(131000, None) == Retry("error 131000", 131000, 3)
