"""What an open page knows, and what it does not: a silent network, missed lines, a stopped number, no worker."""

import signal
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.e2e.looks import faults
from tests.stack import Stack, until
from zapbot.connector import Inbound, Sender
from zapbot.desk import settle
from zapbot.model import Text
from zapbot.store import conversations, heartbeat, journal, messages, outbox, settings
from zapbot.store.db import connect, transaction

AWAY = (
    "Failed to fetch",
    "ERR_CONNECTION",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_ABORTED",
)
"""What a browser says when a server or a network goes away."""
SIZE = {"width": 1280, "height": 800}
TELL = "detail => document.dispatchEvent(new CustomEvent('zapbot:change', {detail}))"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The business."""
    with house(tmp_path_factory.mktemp("live")) as stack:
        yield stack


@pytest.fixture
def name(stack: Stack) -> str:
    """A customer who waits for people."""
    name = f"Lia {time.time_ns() % 10**9}"
    stack.say(stack.customer(name=name), "pessoa")
    until(lambda: _of(stack, name), 20, "the conversation is there")
    return name


@pytest.fixture
def page(stack: Stack, name: str) -> Iterator[Page]:
    """Ana's browser, with that conversation open."""
    with page_in_chromium(AWAY, locale="pt-BR", viewport=SIZE) as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/inbox?tab=all")
        page.locator("#cards .card-item", has_text=name).locator("a").first.click()
        page.locator("#messages .bubble").first.wait_for()
        page.wait_for_function("() => 'leads' in document.documentElement.dataset")
        yield page


def test_a_server_that_is_silent_is_told_and_so_is_that_it_speaks_again(stack: Stack, page: Page) -> None:
    offline = page.locator("#offline")
    page.clock.install()
    page.reload()
    page.wait_for_function("() => 'leads' in document.documentElement.dataset")
    page.clock.fast_forward(20_000)
    expect(offline).to_be_hidden()
    stack.running["serve"].send_signal(signal.SIGSTOP)
    try:
        page.clock.fast_forward(31_000)
        expect(offline).to_be_visible()
        page.clock.fast_forward(31_000)
        expect(offline).to_be_visible()
    finally:
        stack.running["serve"].send_signal(signal.SIGCONT)
    expect(offline).to_be_hidden(timeout=20_000)


def test_a_browser_without_a_network_says_so_at_once(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=3000)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)


def test_the_page_is_named_after_the_conversation_that_was_opened(stack: Stack, page: Page, name: str) -> None:
    until(lambda: page.title().endswith(f"{name} · zapbot"), 5, "the title names who is open")
    stack.say(stack.customer(name="Outra Pessoa"), "pessoa")
    page.wait_for_function("() => /^[(]\\d+[)] Lia/.test(document.title)")


def test_when_lines_were_missed_every_message_is_asked_for_anew(stack: Stack, page: Page, name: str) -> None:
    with closing(connect(stack.data_dir)) as db:
        db.execute("update messages set revoked_at = 1, text = '' where contact_id = ?", (_of(stack, name),))
    assert page.locator("#messages .bubble.is-revoked").count() == 0
    page.evaluate(TELL, {"kind": "reset"})
    expect(page.locator("#messages .bubble.in")).to_have_class(["bubble in from-customer is-revoked"])


def test_only_new_messages_of_the_customer_are_counted_below_an_old_one(stack: Stack, page: Page, name: str) -> None:
    with closing(connect(stack.data_dir)) as db, transaction(db):
        contact, at = _of(stack, name), time.time()
        talk, number = db.execute("select id, number from conversations where contact_id = ?", (contact,)).fetchone()
        ids = [
            messages.add_inbound(
                db, contact, talk, Inbound(f"{name}{n}", at + n, Sender(), "text", f"linha {n}", number=number), at
            )
            for n in range(60)
        ]
    page.goto(f"{stack.server}/c/{talk}?message={ids[5]}")
    page.wait_for_function("() => 'newer' in document.getElementById('messages').dataset")
    newer = page.locator("#newer")
    expect(newer).to_have_text("Ir para o fim")
    seen = int(page.locator("#messages").get_attribute("data-seen") or 0)
    change = {"contact": contact, "conversation": talk}
    for kind, message in (("message.status", seen), ("message.received", seen), ("message.queued", seen + 1)):
        page.evaluate(TELL, {"kind": kind, "message": message, "id": 10**9, **change})
    page.evaluate(TELL, {"kind": "contact.tagged", "told": True, "message": None, "id": 10**9, **change})
    expect(newer).to_have_text("Ir para o fim")
    page.evaluate(TELL, {"kind": "message.received", "message": seen + 1, "id": 10**9, **change})
    expect(newer).to_have_text("1 nova mensagem")


def test_why_a_message_waits_is_told_in_the_open_thread(stack: Stack, page: Page) -> None:
    stack.api("POST", "rules", json={"kind": "fail", "code": 131016, "count": 3})
    _answer(page, "primeira")
    first = page.locator("#messages .bubble.out", has_text="primeira")
    expect(first.locator(".ending.waiting")).to_contain_text("ova tentativa", timeout=20_000)
    expect(first.get_by_role("button", name="Cancelar envio")).to_be_visible()
    stack.api("DELETE", "rules")
    expect(first.locator(".ending")).to_have_count(0, timeout=90_000)


def test_a_stopped_number_is_told_on_the_open_page_and_at_what_waits(stack: Stack, page: Page, name: str) -> None:
    trouble, waiting = page.locator("#banner .trouble"), page.locator("#messages .ending.waiting")
    with closing(connect(stack.data_dir)) as db:
        talk = conversations.get(db, int(page.locator(".thread-pane").get_attribute("data-conversation") or 0))
        with transaction(db):
            id = messages.add_outgoing(db, talk.contact_id, talk.id, Text("Um"), "agent", time.time())
            later = "update messages set next_attempt_at = next_attempt_at + 999, failed_reason = 'x' where id = ?"
            db.execute(later, (id,))
            journal.append(db, "message.queued", time.time(), talk.contact_id, talk.id, id)
        expect(waiting).to_contain_text("Nova tentativa em")
        with transaction(db):
            settle.stop_number(db, talk.number, 190, "token expired", time.time())
        expect(trouble).to_contain_text("parado pelo WhatsApp")
        expect(waiting).to_contain_text("O número está parado")
        assert faults(page, "a banner") == []
        with transaction(db):
            settle.resume_number(db, talk.number, time.time())
        expect(trouble).to_have_count(0)
        expect(waiting).to_contain_text("Nova tentativa em")
        with transaction(db):
            outbox.cancel(db, id, time.time())


def test_a_worker_that_is_gone_is_told_on_the_open_page(stack: Stack, page: Page) -> None:
    with closing(connect(stack.data_dir)) as db:
        settings.put(db, heartbeat.KEY, {"1": time.time() - 300}, time.time())
        expect(page.locator("#banner .trouble")).to_contain_text("não estão saindo", timeout=15_000)
        heartbeat.beat(db, "1", time.time())
        expect(page.locator("#banner .trouble")).to_have_count(0, timeout=15_000)


def _answer(page: Page, text: str) -> None:
    page.locator("#compose textarea").fill(text)
    page.locator("#compose textarea").press("Enter")
    page.locator("#messages .bubble.out[data-id]", has_text=text).wait_for()


def _of(stack: Stack, name: str) -> int:
    """The contact of a name; 0 while there is none."""
    with closing(connect(stack.data_dir)) as db:
        row = db.execute(
            "select c.id from contacts c join messages m on m.contact_id = c.id where c.name = ?",
            (name,),
        ).fetchone()
    return int(row[0]) if row else 0
