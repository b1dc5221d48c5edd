"""`zapbot webhooks`: from adding one to forgetting it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Zapbot
from tests.sandbox.receiver import Served
from tests.worker.listening import Ears
from zapbot.desk.webhook_fan_out import fan_out
from zapbot.store import journal
from zapbot.store.db import connect
from zapbot.store.webhook_deliveries import Claim, claim, finish

URL = "https://crm.example/zapbot"


@pytest.fixture
def added(zapbot: Zapbot) -> Ran:
    """A webhook that is told of messages and of flows that start."""
    return zapbot("webhooks", "add", URL, "--event", "message.*", "--event", "flow.started", "--json")


@pytest.fixture
def happen(tmp_path: Path) -> Callable[[], Claim]:
    """Something of which the webhook is told; the delivery, taken."""

    def run() -> Claim:
        db = connect(tmp_path / "data")
        journal.append(db, "message.received", time.time())
        fan_out(db, time.time())
        (taken,) = claim(db, time.time())
        db.close()
        return taken

    return run


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Ears, str]]:
    """A system that listens, and where; it may be reached."""
    listening = Ears()
    with Served(listening) as served:
        monkeypatch.setenv("ZAPBOT_ALLOW_PRIVATE", served.url.removeprefix("http://"))
        yield listening, served.url


def test_the_secret_is_shown_when_it_is_added_and_when_it_is_asked_for(zapbot: Zapbot, added: Ran) -> None:
    secret = added.json["secret"]
    assert secret.startswith("whsec_")
    assert zapbot("webhooks", "secret", "1").out == f"{secret}\n"
    for shown in (zapbot("webhooks", "list", "--json"), zapbot("webhooks", "show", "1", "--json")):
        assert "secret" not in shown.out
        assert secret.removeprefix("whsec_") not in shown.out


def test_a_new_secret_leaves_the_old_one_its_day(zapbot: Zapbot, added: Ran) -> None:
    new = zapbot("webhooks", "rotate", "1").out.strip()
    assert zapbot("webhooks", "secret", "1").out.split() == [new, added.json["secret"]]


def test_webhooks_are_listed_for_people_and_for_programs(zapbot: Zapbot, added: Ran) -> None:
    assert "crm.example" in zapbot("webhooks", "list").out
    (listed,) = zapbot("webhooks", "list", "--json").json
    assert (listed["url"], listed["events"], listed["status"]) == (URL, ["message.*", "flow.started"], "active")
    assert "0 dead" in zapbot("webhooks", "show", "1").out


def test_without_any_the_list_says_how_to_add_one(zapbot: Zapbot) -> None:
    assert "zapbot webhooks add" in zapbot("webhooks", "list").out
    assert zapbot("webhooks", "list", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("add", "http://crm.example/"), 2, "only https"),
        (("add", "https://10.0.0.1/"), 2, "not a public address"),
        (("add", URL, "--event", "nada"), 2, "there is no event nada"),
        (("show", "7"), 1, "there is no webhook 7"),
        (("test", "7"), 1, "there is no webhook 7"),
        (("remove", "7", "--yes"), 1, "there is no webhook 7"),
        (("delivery", "7"), 1, "there is no delivery 7"),
        (("redeliver", "7"), 1, "there is no delivery 7"),
    ],
)
def test_what_cannot_be_done_is_said(zapbot: Zapbot, arguments: tuple[str, ...], code: int, why: str) -> None:
    ran = zapbot("webhooks", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert why in ran.err


def test_deliveries_are_listed_shown_and_sent_again(
    zapbot: Zapbot, added: Ran, happen: Callable[[], Claim], tmp_path: Path
) -> None:
    taken = happen()
    db = connect(tmp_path / "data")
    finish(db, taken, "dead", time.time(), "HTTP 500")
    db.close()
    (listed,) = zapbot("webhooks", "deliveries", "1", "--failed", "--json").json
    assert (listed["event"], listed["status"], listed["reason"]) == ("message.received", "dead", "HTTP 500")
    assert "message.received" in zapbot("webhooks", "deliveries", "1").out
    assert taken.token in zapbot("webhooks", "delivery", "1").out
    assert zapbot("webhooks", "redeliver", "1", "--failed").out == "1 queued again.\n"
    assert b"webhooks" in (tmp_path / "data" / "queue.db").read_bytes()
    assert zapbot("webhooks", "deliveries", "1", "--json").json[0]["status"] == "pending"
    assert zapbot("webhooks", "redeliver", "1").out == "1 queued again.\n"


def test_a_webhook_is_switched_off_and_on(zapbot: Zapbot, added: Ran) -> None:
    zapbot("webhooks", "disable", "1")
    assert zapbot("webhooks", "show", "1", "--json").json["status"] == "disabled"
    assert "DISABLED" in zapbot("webhooks", "list").out
    zapbot("webhooks", "enable", "1")
    assert zapbot("webhooks", "show", "1", "--json").json["status"] == "active"


def test_a_webhook_is_forgotten_when_that_is_meant(zapbot: Zapbot, added: Ran) -> None:
    assert zapbot("webhooks", "remove", "1", input="n\n").code == 1
    assert zapbot("webhooks", "show", "1").code == 0
    assert zapbot("webhooks", "remove", "1", "--yes").code == 0
    assert zapbot("webhooks", "list", "--json").json == []


def test_a_test_tells_how_the_system_takes_it(zapbot: Zapbot, ears: tuple[Ears, str]) -> None:
    heard, url = ears
    heard.secret = zapbot("webhooks", "add", url, "--json").json["secret"]
    ran = zapbot("webhooks", "test", "1", "--json")
    assert (ran.code, ran.json["ok"], ran.json["status"]) == (0, True, 200)
    heard.answers = [503]
    refused = zapbot("webhooks", "test", "1")
    assert refused.code == 1
    assert "NOT taken: HTTP 503" in refused.out
    assert [event["type"] for event in heard.events] == ["webhook.test"] * 2
    heard.verify()
    assert zapbot("webhooks", "deliveries", "1", "--json").json == []
