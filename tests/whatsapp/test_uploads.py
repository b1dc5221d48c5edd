"""Files go up in pieces, as the form Meta takes."""

import asyncio
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest

from tests.whatsapp import corpus
from tests.whatsapp.files import Graph, parts, reply
from zapbot.connector import Outcome, Refused, Retry, Stored, Unsent
from zapbot.errors import NotFoundError
from zapbot.whatsapp.client import CloudApi

DATA = bytes(range(256)) * 8000
PATH = f"/v26.0/{corpus.PHONE_NUMBER_ID}/media"
TAKEN = reply(200, json.dumps({"id": "1037"}).encode(), "application/json")


def upload(answer: bytes, name: str = "nota.pdf", file: Stored | None = None) -> tuple[str | Outcome, Graph]:
    """Give Meta a file."""
    stored = file or Stored("ab", "application/pdf", name, len(DATA), lambda: parts(DATA, 100_000))

    async def go() -> tuple[str | Outcome, Graph]:
        async with Graph({PATH: [answer]}) as graph:
            api = CloudApi(graph.url, "v26.0", (corpus.PHONE_NUMBER_ID,), "token-de-teste", "segredo")
            given = await api.upload("", stored)
            await api.close()
            return given, graph

    return asyncio.run(go())


def fields(graph: Graph) -> dict[str, Message]:
    """The parts of the form that came, by name."""
    (request,) = graph.requests
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(head + request.body)
    return {str(part.get_param("name", header="content-disposition")): part for part in form.get_payload()}  # type: ignore[union-attr, misc]


def test_a_file_arrives_whole_with_its_name_and_type() -> None:
    given, graph = upload(TAKEN)
    assert given == "id:1037"
    form = fields(graph)
    assert form["messaging_product"].get_payload() == "whatsapp"
    assert form["type"].get_payload() == "application/pdf"
    assert form["file"].get_payload(decode=True) == DATA
    assert (form["file"].get_filename(), form["file"].get_content_type()) == ("nota.pdf", "application/pdf")
    assert graph.requests[0].headers["authorization"] == "Bearer token-de-teste"
    assert "transfer-encoding" not in graph.requests[0].headers


def test_a_hostile_name_adds_nothing_to_the_form() -> None:
    _, graph = upload(TAKEN, 'a"\r\nContent-Type: text/html\r\n\r\n<b>.pdf')
    form = fields(graph)
    assert form["file"].get_content_type() == "application/pdf"
    assert form["file"].get_payload(decode=True) == DATA


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (reply(500, b""), Retry),
        (reply(400, b'{"error":{"code":100,"message":"unsupported"}}', "application/json"), Refused),
        (reply(200, b"{}", "application/json"), Retry),
    ],
)
def test_a_refusal_decides_for_the_message(answer: bytes, ending: type[Outcome]) -> None:
    assert isinstance(upload(answer)[0], ending)


def test_a_file_that_vanishes_on_its_way_is_another_try() -> None:
    def broken() -> Iterator[bytes]:
        yield DATA[:1000]
        raise NotFoundError("not stored here any more")

    given, _ = upload(TAKEN, file=Stored("ab", "application/pdf", "a.pdf", len(DATA), broken))
    assert isinstance(given, Unsent | Retry)
