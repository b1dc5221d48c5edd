"""Outgoing webhooks of a real worker: what a customer causes is told at once, and in full after a failure."""

import json
import statistics
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.sandbox.receiver import Served
from tests.stack import Stack, until
from tests.worker.listening import Ears, subscribe

FLOW = """
zapbot: 1
flow: eco
triggers:
  - keyword: oi
nodes:
  ola:
    message: Olá!
  fim:
    end: {}
"""


@pytest.fixture
def ears() -> Iterator[tuple[Ears, str]]:
    """A system that listens, and where."""
    listening = Ears()
    with Served(listening) as served:
        yield listening, served.url


@pytest.fixture
def stack(tmp_path: Path, ears: tuple[Ears, str]) -> Iterator[Stack]:
    """Everything running, and the system may be reached."""
    with Stack(tmp_path, ALLOW_PRIVATE=ears[1].removeprefix("http://")) as running:
        running.import_flow(FLOW)
        running.start("sandbox", "serve", "worker")
        yield running


def test_what_a_customer_causes_is_told_at_once_and_signed(stack: Stack, ears: tuple[Ears, str]) -> None:
    heard, url = ears
    subscribe(stack, heard, f"{url}/zapbot")
    customer = stack.customer(name="Ana Ribeiro")
    stack.say(customer, "oi")
    expected = {"contact.created", "conversation.created", "message.received", "flow.started", "flow.finished"}
    until(lambda: expected <= {event["type"] for event in heard.events}, 15, "the beginning is told")
    until(lambda: "delivered" in statuses(heard), 15, "the answer's way is told")
    heard.verify()
    assert heard.texts() == ["oi"]
    assert set(heard.texts("message.status")) == {"Olá!"}
    assert {event["data"]["contact"]["name"] for event in heard.events} == {"Ana Ribeiro"}
    assert len({headers["webhook-id"] for headers in heard.headers}) == len(heard.posts)


def test_an_event_leaves_within_a_moment(stack: Stack, ears: tuple[Ears, str]) -> None:
    heard, url = ears
    subscribe(stack, heard, url, "message.received")
    customer = stack.customer()
    for number in range(10):
        stack.say(customer, f"fala {number}")
        until(lambda number=number: len(heard.times) > number, 15, "it is told")
    happened = [datetime.fromisoformat(event["timestamp"]).timestamp() for event in heard.events]
    waits = [arrived - at for arrived, at in zip(heard.times, happened, strict=True)]
    print(f"event to request: median {statistics.median(waits) * 1000:.0f} ms, most {max(waits) * 1000:.0f} ms")
    assert statistics.median(waits) < 1.0


def test_a_failed_delivery_comes_again_with_its_id_and_can_be_looked_up(stack: Stack, ears: tuple[Ears, str]) -> None:
    heard, url = ears
    id = subscribe(stack, heard, url, "message.received")
    heard.answers = [500]
    stack.say(stack.customer(), "alô")
    until(lambda: len(heard.posts) == 2, 30, "it comes again")
    first, second = heard.headers
    assert first["webhook-id"] == second["webhook-id"]
    assert heard.texts() == ["alô", "alô"]
    heard.verify()
    (delivery,) = until(lambda: done(stack, id), 10, "it is written down")
    assert (delivery["attempts"], delivery["code"], delivery["reason"]) == (2, 200, None)
    again = stack.zapbot("webhooks", "redeliver", str(delivery["id"]))
    assert again.stdout == "1 queued again.\n"
    until(lambda: len(heard.posts) == 3, 10, "it comes once more")
    assert heard.headers[2]["webhook-id"] == first["webhook-id"]
    shown = json.loads(stack.zapbot("webhooks", "delivery", str(delivery["id"]), "--json").stdout)
    assert [tried["code"] for tried in shown["tries"]][:2] == [500, 200]


def statuses(heard: Ears) -> set[str]:
    """The statuses told so far."""
    return {event["data"]["message"]["status"] for event in heard.events if event["type"] == "message.status"}


def done(stack: Stack, id: int) -> list[dict[str, object]]:
    """The deliveries of a webhook that were taken."""
    listed = json.loads(stack.zapbot("webhooks", "deliveries", str(id), "--json").stdout)
    return [delivery for delivery in listed if delivery["status"] == "done"]
