"""The page: its languages, its headers, its stream of events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.receiver import Served, until
from zapbot.sandbox import catalogue
from zapbot.sandbox.app import create_app
from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.live import Live
from zapbot.sandbox.page import HERE

DYNAMIC = ("code.", "kind.", "media.", "status.", "tick.", "bubble.from.")


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def test_both_catalogues_say_the_same_things() -> None:
    portuguese, english = catalogue.words("pt_BR"), catalogue.words("en")
    assert list(portuguese) == list(english)
    for key, sentence in portuguese.items():
        assert sorted(re.findall(r"{\w+}", sentence)) == sorted(re.findall(r"{\w+}", english[key])), key


def test_every_sentence_is_used() -> None:
    files = [*HERE.glob("static/*.js"), *HERE.glob("templates/*.html")]
    source = "".join(file.read_text("utf-8") for file in files)
    unused = [key for key in catalogue.words("en") if key not in source and not key.startswith(DYNAMIC)]
    assert unused == []


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "pt_BR"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "fr,en;q=0.5", "en"),
        ("pt", "en-US", "pt_BR"),
        ("en", "pt-BR", "en"),
        ("xx", "", "pt_BR"),
    ],
)
def test_the_language_is_asked_for_or_accepted(asked: str, accepted: str, language: str) -> None:
    assert catalogue.choose(asked, accepted) == language


def test_the_page_runs_under_a_strict_policy(sandbox: Sandbox) -> None:
    page = httpx.get(sandbox.url + "/?lang=en")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert 'lang="en"' in page.text
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
    for path in re.findall(r'(?:href|src)="(/[^"]+)"', page.text):
        assert httpx.get(sandbox.url + path).headers["x-content-type-options"] == "nosniff", path


def test_no_script_builds_markup_from_text() -> None:
    for file in HERE.glob("static/*.js"):
        assert not re.search(r"innerHTML|insertAdjacentHTML|outerHTML|eval\(", file.read_text("utf-8")), file.name


def test_other_sites_cannot_use_the_control_api(sandbox: Sandbox) -> None:
    response = sandbox.control.post("customers", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_a_broken_stream_catches_up(sandbox: Sandbox) -> None:
    cursor = sandbox.ask("GET", "state")["cursor"]
    customer = sandbox.customer()
    url = f"{sandbox.url}/sandbox/events"
    for params, headers in (({"since": cursor}, {}), ({}, {"Last-Event-ID": str(cursor)})):
        with httpx.stream("GET", url, params=params, headers=headers) as stream:
            heard = events(stream.iter_lines())
            assert next(heard)[0] == "hello"
            assert next(heard) == ("customer", customer)


def test_a_stream_far_behind_starts_anew(start: Starter) -> None:
    sandbox = start(most_events=5)
    for _ in range(10):
        sandbox.customer()
    with httpx.stream("GET", f"{sandbox.url}/sandbox/events?since=1") as stream:
        heard = events(stream.iter_lines())
        assert [next(heard)[0], next(heard)[0]] == ["hello", "reset"]


def test_a_page_that_shows_the_chat_reads(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    first = sandbox.text(customer)
    path = f"customers/{customer['id']}/messages"
    until(lambda: sandbox.ask("GET", path)["messages"][0]["status"] == "delivered")
    with httpx.stream("GET", f"{sandbox.url}/sandbox/events") as stream:
        heard = events(stream.iter_lines())
        number = next(heard)[1]["stream"]
        sandbox.ask("PUT", f"streams/{number}", {"showing": customer["id"]})
        second = sandbox.text(customer)
        for wamid in (first, second):
            until(lambda: "read" in [status["status"] for status in sandbox.receiver.statuses(wamid)])  # noqa: B023
    third = sandbox.text(customer)
    until(lambda: "delivered" in [status["status"] for status in sandbox.receiver.statuses(third)])


def test_the_journal_forgets_the_oldest() -> None:
    live = Live(3)
    for number in range(5):
        live.add("x", {"number": number})
    assert live.since(1) is None
    assert [event.seq for event in live.since(2) or []] == [3, 4, 5]
    assert live.since(5) == []
    assert live.since(9) is None


@pytest.mark.parametrize("http", ["httptools", "h11"])
def test_an_open_stream_does_not_delay_the_shutdown(http: str) -> None:
    app = create_app(SandboxConfig("http://127.0.0.1:9/webhook"))
    with Served(app, http) as served, httpx.stream("GET", f"{served.url}/sandbox/events") as stream:
        next(stream.iter_lines())
        assert served.stop() < 3
