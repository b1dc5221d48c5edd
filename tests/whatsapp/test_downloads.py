"""Customers' files from Meta over real HTTP: the token goes to Meta's hosts and nowhere else."""

import asyncio
import json
from typing import Any

import pytest

from tests.whatsapp import corpus
from tests.whatsapp.files import Basket, Graph, reply
from zapbot.connector import Fetched, File, Hold, Outcome, Refused, Retry, Stop, Unsent
from zapbot.whatsapp.client import CloudApi
from zapbot.whatsapp.dialog360 import Dialog360
from zapbot.whatsapp.downloads import ours

BYTES = b"\x89PNG" + bytes(range(256)) * 10_000
NODE = "/v26.0/media-1"
GONE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}


def api(url: str) -> CloudApi:
    """The channel, pointed at a server of ours."""
    return CloudApi(url, "v26.0", (corpus.PHONE_NUMBER_ID,), "token-de-teste", "segredo-de-teste")


def known(url: str, **more: Any) -> bytes:
    """What Meta answers about a file."""
    found = {"url": url, "mime_type": "image/png", "sha256": "ab" * 32, "file_size": str(len(BYTES)), **more}
    return reply(200, json.dumps(found).encode(), "application/json")


def failure(status: int, error: dict[str, Any]) -> bytes:
    """An error of the Graph API."""
    return reply(status, json.dumps(error).encode(), "application/json")


async def fetch(graph: Graph, file: File, sink: Basket | None = None) -> tuple[Fetched | Outcome, Basket]:
    """Download once."""
    channel, basket = api(graph.url), sink or Basket()
    try:
        return await channel.download("", file, basket), basket
    finally:
        await channel.close()


def run(answers: dict[str, Any], url: str | None = None, sink: Basket | None = None) -> tuple[Any, Basket, Graph]:
    """Download from a server with these answers; `{graph}` in them is its address."""

    async def go() -> tuple[Any, Basket, Graph]:
        async with Graph() as graph:
            for path, given in answers.items():
                listed = given if isinstance(given, list) else [given]
                graph.answers[path] = [_placed(answer, graph.url) for answer in listed]
            placed = url.replace("{graph}", graph.url) if url else None
            found, basket = await fetch(graph, File("media-1", url=placed), sink)
            return found, basket, graph

    return asyncio.run(go())


def _placed(answer: bytes, url: str) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"{graph}" not in answer:
        return answer
    body, head = body.replace(b"{graph}", url.encode()), head.replace(b"{graph}", url.encode())
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


def test_a_file_is_found_by_its_id_and_read_with_the_token() -> None:
    found, basket, graph = run({NODE: known("{graph}/file"), "/file": reply(200, BYTES)})
    assert found == Fetched("image/png", "ab" * 32, len(BYTES))
    assert basket.data == BYTES
    assert graph.requests[0].path == f"{NODE}?phone_number_id={corpus.PHONE_NUMBER_ID}"
    assert {request.headers["authorization"] for request in graph.requests} == {"Bearer token-de-teste"}
    assert all(request.headers["user-agent"].startswith("zapbot/") for request in graph.requests)


def test_the_address_in_the_webhook_saves_the_question() -> None:
    found, basket, graph = run({"/file": reply(200, BYTES)}, "{graph}/file")
    assert (found, basket.data, graph.paths) == (Fetched(), BYTES, ["/file"])


@pytest.mark.parametrize("old", [reply(404, b""), reply(403, b""), reply(200, b"<html>", "text/html"), b"nonsense"])
def test_an_address_that_is_too_old_is_asked_for_anew(old: bytes) -> None:
    found, basket, graph = run({"/old": old, NODE: known("{graph}/file"), "/file": reply(200, BYTES)}, "{graph}/old")
    assert isinstance(found, Fetched)
    assert (basket.data, graph.paths) == (BYTES, ["/old", NODE, "/file"])


def test_an_address_that_is_refused_right_away_is_asked_for_once_more_and_then_left_for_later() -> None:
    found, _, graph = run({NODE: known("{graph}/file"), "/file": reply(404, b"")})
    assert isinstance(found, Retry)
    assert graph.paths == [NODE, "/file", NODE, "/file"]


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (failure(400, GONE), Refused),
        (reply(404, b""), Refused),
        (failure(401, {"error": {"code": 190, "message": "expired"}}), Stop),
        (failure(500, {"error": {"code": 2, "message": "down"}}), Retry),
        (reply(502, b"<html>", "text/html"), Retry),
        (failure(400, {"error": {"code": 4, "message": "slow down"}}), Hold),
        (reply(200, b"{}", "application/json"), Retry),
        (reply(200, b"[[[", "application/json"), Retry),
    ],
)
def test_what_the_id_leads_to_decides(answer: bytes, ending: type[Any]) -> None:
    found, basket, _ = run({NODE: answer})
    assert isinstance(found, ending), found
    assert basket.data == b""


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (reply(200, b"<html>", "text/html; charset=utf-8"), Retry),
        (reply(500, b""), Retry),
        (reply(401, b""), Stop),
        (reply(302, b"", location="https://evil.example/file"), Retry),
        (reply(302, b"", location="{graph}/file"), Retry),
        (reply(200, BYTES)[:-10], Retry),
    ],
    ids=["page", "down", "token", "elsewhere", "in circles", "cut"],
)
def test_what_comes_instead_of_the_file_decides(answer: bytes, ending: type[Any]) -> None:
    found, _, _ = run({NODE: known("{graph}/file"), "/file": answer})
    assert isinstance(found, ending), found


def test_a_redirect_within_the_host_is_followed() -> None:
    found, basket, _ = run({"/a": reply(302, b"", location="/b"), "/b": reply(200, BYTES)}, "{graph}/a")
    assert (found, basket.data) == (Fetched(), BYTES)


def test_a_file_that_grows_too_large_is_refused_for_good() -> None:
    answers = {NODE: known("{graph}/file"), "/file": reply(200, BYTES)}
    assert isinstance(run(answers, sink=Basket(1000))[0], Refused)
    found, _, graph = run(answers, "{graph}/file", Basket(1000))
    assert isinstance(found, Refused)
    assert graph.paths == ["/file"]


def test_the_token_goes_to_no_other_host() -> None:
    async def go() -> tuple[Any, Graph, Graph]:
        async with Graph() as meta, Graph() as other:
            other.answers["/file"] = [reply(200, BYTES)]
            meta.answers["/there"] = [reply(302, b"", location=f"{other.url}/file")]
            meta.answers[NODE] = [known(f"{other.url}/file")]
            first, _ = await fetch(meta, File("media-1", url=f"{other.url}/file"))
            second, _ = await fetch(meta, File("media-1", url=f"{meta.url}/there"))
            return (first, second), meta, other

    found, _, other = asyncio.run(go())
    assert all(isinstance(ending, Retry) and "not the provider's" in ending.reason for ending in found)
    assert other.requests == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2", True),
        ("https://SCONTENT.xx.fbcdn.net/v/a.jpg", True),
        ("https://lookaside.fbsbx.com:443/a", True),
        ("https://graph.example:8443/v26.0/a", True),
        ("http://lookaside.fbsbx.com/a", False),
        ("https://fbsbx.com.evil.example/a", False),
        ("https://evilfbsbx.com/a", False),
        ("https://lookaside.fbsbx.com@evil.example/a", False),
        ("https://evil.example\\@lookaside.fbsbx.com/a", False),
        ("https://evil.example/#lookaside.fbsbx.com/", False),
        ("https://lookaside.fbsbx.com:8443/a", False),
        ("https://lookaside.fbsbx.com\r\n/a", False),
        ("https://lookaside.fbsbx.com", False),
        ("https://graph.example:8443.evil.example/a", False),
        ("https://graph.example/a", False),
        ("http://graph.example:8443/a", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_metas_file_hosts_and_the_api_itself_are_asked(url: str, allowed: bool) -> None:
    assert ours(url, "https://graph.example:8443/v26.0") is allowed


def test_nobody_listens() -> None:
    async def go() -> Fetched | Outcome:
        async with Graph() as graph:
            pass
        return (await fetch(graph, File("media-1")))[0]

    assert isinstance(asyncio.run(go()), Unsent)


def test_through_360dialog_metas_address_is_read_at_360dialogs_host() -> None:
    async def go() -> tuple[Any, Basket, Graph]:
        async with Graph() as graph:
            graph.answers["/media-1"] = [known("https://lookaside.fbsbx.com/whatsapp/attachments/?mid=1")]
            graph.answers["/whatsapp/attachments/"] = [reply(200, BYTES)]
            channel, basket = Dialog360(graph.url, (corpus.PHONE_NUMBER_ID,), "chave", "segredo"), Basket()
            found = await channel.download("", File("media-1"), basket)
            await channel.close()
            return found, basket, graph

    found, basket, graph = asyncio.run(go())
    assert isinstance(found, Fetched)
    assert basket.data == BYTES
    assert [request.path for request in graph.requests] == ["/media-1", "/whatsapp/attachments/?mid=1"]
    assert {request.headers["d360-api-key"] for request in graph.requests} == {"chave"}
