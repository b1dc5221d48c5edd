"""The open thread in a real browser: hostile text stays text, a burst shows once and in order, nothing is missed."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.webhooks import echo, post
from tests.desk.webhooks import message as sent
from tests.desk.webhooks import text as written
from tests.e2e.chromium import page_in_chromium
from tests.stack import SECRETS, Stack, until
from zapbot.store.db import connect
from zapbot.whatsapp.signature import sign

PASSWORD = "uma frase bem comprida 42"
MARKS = "\u0301" * 10_000
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) javascript:alert(1)",
    "</title></textarea><svg onload=alert(1)>",
    "\u202egpj.exe \u200b\u2066",
    f"z{MARKS}",
)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The sandbox, the server and the worker, with somebody who may sign in."""
    with Stack(tmp_path_factory.mktemp("thread")) as stack:
        person = ("ana@padaria.example", "--name", "Ana Lima", "--role", "admin")
        made = stack.zapbot("users", "add", *person, "--password-stdin", input=f"{PASSWORD}\n")
        assert made.returncode == 0, made.stderr
        stack.start("sandbox", "serve", "worker")
        yield stack


def enters(page: Page, stack: Stack, name: str) -> None:
    """Sign in and open somebody's conversation."""
    page.goto(f"{stack.server}/sign-in")
    page.fill("[name=email]", "ana@padaria.example")
    page.fill("[name=password]", PASSWORD)
    page.click("form.sign-in button, main button")
    page.wait_for_url(f"{stack.server}/")
    page.goto(f"{stack.server}/inbox?tab=all")
    page.get_by_text(name, exact=True).first.click()
    page.wait_for_selector("#messages .bubble")


def said(page: Page, start: str) -> list[str]:
    """The texts on the page that begin so, from top to bottom."""
    found: list[str] = page.evaluate(
        "start => [...document.querySelectorAll('#messages .said')].map(e => e.textContent)"
        ".filter(text => text.startsWith(start))",
        start,
    )
    return found


def kept(stack: Stack, start: str) -> list[str]:
    """The texts in the store that begin so, in the order they are shown: webhooks may overtake each other."""
    db = connect(stack.data_dir)
    try:
        rows = db.execute("select text from messages where text like ? order by at, id", (f"{start}%",)).fetchall()
    finally:
        db.close()
    return [text for (text,) in rows]


def bubbles(page: Page) -> list[str]:
    """The ids of the bubbles on the page, from top to bottom."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('#messages .bubble')].map(e => e.id)")
    return found


def delivers(stack: Stack, *messages: dict[str, Any]) -> None:
    """Messages come from Meta, whenever they were written."""
    posts(stack, post(*messages))


def posts(stack: Stack, body: bytes) -> None:
    """A webhook comes from Meta."""
    signed = {"X-Hub-Signature-256": sign(body, SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"])}
    assert stack.client.post(f"{stack.server}/webhook", content=body, headers=signed).status_code == 200


def test_what_comes_in_another_order_than_it_was_written_stands_in_its_place_at_once(stack: Stack) -> None:
    name, number = f"Eva Trocada {time.time_ns() % 100_000}", f"55219{time.time_ns() % 10**8:08}"
    at, key = int(time.time()) - 60, str(time.time_ns())

    def wrote(text: str, seconds: int) -> dict[str, Any]:
        return {**written(f"wamid.{key}{seconds}", text, number, at + seconds), "from_user_id": f"BR.{key}"}

    delivers(stack, wrote("troca 3", 30))
    until(lambda: kept(stack, "troca") == ["troca 3"], 20, "the first is kept")
    db = connect(stack.data_dir)
    db.execute("update contacts set name = ? where phone = ?", (name, number))
    db.close()
    with page_in_chromium() as page:
        enters(page, stack, name)
        delivers(stack, wrote("troca 4", 40))
        expect(page.locator("#messages .said", has_text="troca 4")).to_be_visible()
        delivers(stack, wrote("troca 2", 20))
        expect(page.locator("#messages .said", has_text="troca 2")).to_be_visible()
        delivers(stack, wrote("troca 1", 10), wrote("troca 5", 50))
        expect(page.locator("#messages .said", has_text="troca 5")).to_be_visible()
        shown = page.evaluate("[...document.querySelectorAll('#messages > li')].map(e => e.id)")
        assert said(page, "troca") == [f"troca {n}" for n in range(1, 6)]
        assert [id.partition("-")[0] for id in shown] == ["day", "line", *["msg"] * 5]
        page.reload()
        page.wait_for_selector("#messages .bubble")
        assert page.evaluate("[...document.querySelectorAll('#messages > li')].map(e => e.id)") == shown
        assert page.locator(".bubble.joined", has_text="troca 4").count() == 1
        posts(stack, echo(f"wamid.{key}P", "troca do celular", number, at + 35))
        expect(page.locator("#messages .bubble:not(.joined)", has_text="troca 4")).to_be_visible()
        assert said(page, "troca")[2:5] == ["troca 3", "troca do celular", "troca 4"]


def test_what_was_written_between_two_pictures_parts_their_grid(stack: Stack) -> None:
    name, number = f"Gabi Fotos {time.time_ns() % 100_000}", f"55219{time.time_ns() % 10**8:08}"
    at, key = int(time.time()) - 60, str(time.time_ns())
    sender = {"from_user_id": f"BR.{key}"}
    first, second = (
        {**sent(f"wamid.{key}{n}", "image", {"id": f"{key}{n}", "mime_type": "image/png"}, number, at + n), **sender}
        for n in (1, 5)
    )
    delivers(stack, first, second)
    place = "select c.id from contacts c join messages m on m.contact_id = c.id where c.phone = ?"
    db = connect(stack.data_dir)
    until(lambda: len(db.execute(place, (number,)).fetchall()) == 2, 20, "both are kept")
    db.execute("update contacts set name = ? where phone = ?", (name, number))
    db.close()
    with page_in_chromium() as page:
        enters(page, stack, name)
        expect(page.locator("#messages .album .bubble")).to_have_count(2)
        delivers(stack, {**written(f"wamid.{key}3", "entre as fotos", number, at + 3), **sender})
        expect(page.locator("#messages .said", has_text="entre as fotos")).to_be_visible()
        expect(page.locator("#messages .album")).to_have_count(0)
        shown = bubbles(page)
        page.reload()
        page.wait_for_selector("#messages .bubble")
        assert bubbles(page) == shown


def test_our_reaction_appears_on_its_message_changes_and_goes_without_a_reload(stack: Stack) -> None:
    name = f"Fabi Emoji {time.time_ns() % 100_000}"
    stack.say(stack.customer(name=name), "chegou, obrigada!")
    with page_in_chromium(locale="pt-BR", viewport={"width": 1280, "height": 800}) as page:
        enters(page, stack, name)
        target = page.locator("#messages .bubble", has_text="chegou, obrigada!")
        page.evaluate("window.before = document.querySelector('#messages .bubble')")
        _react(page, "👍")
        expect(target.locator(".reactions li[title='Ana Lima reagiu']")).to_contain_text("👍")
        _react(page, "❤️")
        expect(target.locator(".reactions li[title='Ana Lima reagiu']")).to_contain_text("❤️")
        expect(target.locator(".reactions li")).to_have_count(1)
        _react(page, "")
        expect(target.locator(".reactions")).to_have_count(0)
        assert page.locator("#messages .bubble").count() == 1
        assert page.evaluate("window.before.isConnected")


def _react(page: Page, emoji: str) -> None:
    page.locator("#messages .bubble").hover()
    page.locator("[data-react]").click()
    page.locator(f".emojis button[data-emoji='{emoji}']").click()


def test_whatever_a_customer_sends_stays_text_and_nothing_runs(stack: Stack) -> None:
    attack = HOSTILE[1]
    customer = stack.customer(name=attack, phone="5521955550109")
    messages: list[dict[str, Any]] = [{"type": "text", "text": {"body": text}} for text in HOSTILE]
    messages += [
        {"type": "location", "location": {"latitude": -22.9, "longitude": -43.1, "name": attack, "address": attack}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": attack}, "phones": [{"phone": attack}]}]},
        {"type": "button", "button": {"text": attack, "payload": attack}},
        {"type": "order", "order": {"text": attack, "product_items": [{"product_retailer_id": attack}]}},
        {
            "type": "interactive",
            "interactive": {"type": "nfm_reply", "nfm_reply": {"name": attack, "response_json": '{"<b>": "<i>"}'}},
        },
        {"type": attack, "x": attack},
        {
            "type": "text",
            "text": {"body": "o fim"},
            "referral": {"source_url": "javascript:alert(1)", "headline": attack},
        },
        {
            "type": "document",
            "document": {"id": "1", "mime_type": "text/html", "filename": f"{attack}.pdf", "caption": attack},
        },
    ]
    for message in messages:
        stack.api("POST", f"customers/{customer}/messages", json={"message": message})
    with page_in_chromium(viewport={"width": 1280, "height": 800}) as page:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.add_init_script(
            "window.broken = []; document.onsecuritypolicyviolation = e => window.broken.push(e.violatedDirective)"
        )
        enters(page, stack, attack)
        expect(page.locator("#messages .said", has_text="o fim")).to_be_visible()
        assert dialogs == []
        assert page.evaluate("window.broken") == []
        assert page.locator("#messages script, #messages svg[onload], #messages [onerror], #messages i").count() == 0
        assert page.locator("#messages a[href^='javascript']").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("[...document.querySelectorAll('.bubble')].every(b => b.clientHeight < 1500)")


def test_a_burst_shows_every_message_once_and_in_order(stack: Stack) -> None:
    name = f"Bia Rajada {time.time_ns() % 100_000}"
    customer = stack.customer(name=name)
    stack.say(customer, "começo")
    with page_in_chromium() as page:
        enters(page, stack, name)
        wanted = [f"rajada {n}" for n in range(200)]
        for text in wanted:
            stack.say(customer, text)
        expect(page.locator("#messages .said", has_text="rajada 199")).to_be_visible(timeout=20_000)
        page.wait_for_function("document.querySelectorAll('#messages .bubble').length >= 201")
        assert sorted(kept(stack, "rajada")) == sorted(wanted)
        assert said(page, "rajada") == kept(stack, "rajada")
        assert page.evaluate("new Set([...document.querySelectorAll('#messages li[id]')].map(e => e.id)).size") == (
            page.locator("#messages li[id]").count()
        )


def test_what_came_while_the_server_was_away_is_there_when_it_is_back(stack: Stack) -> None:
    name = f"Caio Queda {time.time_ns() % 100_000}"
    customer = stack.customer(name=name)
    stack.say(customer, "antes")
    with page_in_chromium(("ERR_INTERNET_DISCONNECTED", "Failed to fetch")) as page:
        enters(page, stack, name)
        stack.say(customer, "antes da queda")
        expect(page.locator("#messages .said", has_text="antes da queda")).to_be_visible()
        page.evaluate("document.dispatchEvent(new CustomEvent('zapbot:online', {detail: false}))")
        page.context.set_offline(True)
        for text in ("durante 1", "durante 2"):
            stack.say(customer, text)
        page.context.set_offline(False)
        for text in ("durante 1", "durante 2"):
            expect(page.locator("#messages .said", has_text=text)).to_be_visible(timeout=20_000)
        assert sorted(kept(stack, "durante")) == ["durante 1", "durante 2"]
        assert said(page, "durante") == kept(stack, "durante")
        assert page.locator("#messages .bubble").count() == len(set(bubbles(page))) == 4


def test_earlier_messages_come_in_their_order_and_one_can_be_jumped_to(stack: Stack) -> None:
    customer = stack.customer(name="Duda Longa", phone="5521955550112")
    for n in range(120):
        stack.say(customer, f"linha {n:03}")
    until(lambda: len(kept(stack, "linha")) == 120, 20, "all are kept")
    with page_in_chromium() as page:
        enters(page, stack, "Duda Longa")
        expect(page.locator("#earlier")).to_be_attached()
        page.wait_for_function(
            "() => { document.getElementById('log').scrollTop = 0; return document.getElementById('earlier').hidden }",
            timeout=20_000,
        )
        assert said(page, "linha") == kept(stack, "linha")
        assert len(said(page, "linha")) == 120
        assert page.locator("#messages .day").count() == 1
        link = page.locator("#messages .bubble", has_text="linha 010").locator(".when").get_attribute("href")
        page.goto(f"{stack.server}{link}")
        expect(page.locator("#messages .bubble.wanted", has_text="linha 010")).to_be_visible()
