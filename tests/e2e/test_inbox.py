"""The inbox as a team lives with it: a customer with a phone, the bot, two people, and nothing made up."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack, until
from zapbot.store.db import connect

AWAY = (
    "Failed to fetch",
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
)
"""What a browser says when a server goes away."""
SIZE = {"width": 1280, "height": 800}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """The business."""
    with house(tmp_path) as stack:
        yield stack


def test_a_person_takes_over_answers_and_gives_back_while_the_bot_keeps_still(stack: Stack) -> None:
    maria = stack.customer(name="Maria Lima", phone="5521955550109")
    stack.say(maria, "oi")
    until(lambda: len(stack.heard(maria)) == 1, 10, "the bot asked")
    with page_in_chromium(locale="pt-BR", viewport=SIZE) as page:
        sign_in(page, stack)
        _open(page, "Maria Lima", "Robô")
        page.get_by_role("button", name="Assumir").click()
        page.locator("#handling[data-owner=person]").wait_for()
        stack.say(maria, "é o 4471")
        _bubble(page, "é o 4471")
        _answer(page, "Oi, Maria! É a Ana, da padaria.")
        until(lambda: stack.heard(maria)[1:] == ["Oi, Maria! É a Ana, da padaria."], 15, "the phone shows the answer")
        stack.say(maria, "Que bom, uma pessoa!")
        _bubble(page, "Que bom, uma pessoa!")
        assert len(stack.heard(maria)) == 2, "the bot spoke while a person had the conversation"
        page.locator("summary[title='Devolver ao robô']").click()
        page.get_by_role("button", name="Continuar de onde parou").click()
        page.locator("#handling[data-owner=bot]").wait_for()
        stack.say(maria, "4471")
        until(lambda: stack.heard(maria)[2:] == ["Obrigado! Anotei o pedido 4471."], 10, "the flow went on")
        _bubble(page, "Obrigado! Anotei o pedido 4471.")


def test_pictures_go_both_ways(stack: Stack, tmp_path: Path) -> None:
    maria = _waiting(stack, "Maria Lima")
    stack.api("POST", f"customers/{maria}/messages", json={"type": "image", "caption": "Olha o bolo"})
    picture = tmp_path / "recibo.png"
    picture.write_bytes(_png())
    with page_in_chromium(locale="pt-BR", viewport=SIZE) as page:
        sign_in(page, stack)
        _open(page, "Maria Lima", "Sem dono")
        _bubble(page, "Olha o bolo")
        drawn = "() => [...document.querySelectorAll('#messages img')].some((img) => img.complete && img.naturalWidth)"
        page.wait_for_function(drawn)
        page.locator("#compose input[type=file]").first.set_input_files(picture)
        page.locator("#compose .files li").wait_for()
        _answer(page, "Segue o recibo")
        sent = until(lambda: _kinds(stack, maria, "image"), 15, "the phone has the picture")
        assert sent[0]["image"]["caption"] == "Segue o recibo"


def test_when_the_window_is_closed_a_template_is_what_can_be_sent(stack: Stack) -> None:
    maria = _waiting(stack, "Maria Lima")
    assert stack.zapbot("templates", "sync").returncode == 0
    _close_the_window(stack)
    with page_in_chromium(locale="pt-BR", viewport=SIZE) as page:
        sign_in(page, stack)
        _open(page, "Maria Lima", "Sem dono")
        page.locator("#picker").wait_for()
        expect(page.locator("#compose textarea")).not_to_be_visible()
        page.locator("#choices .template-choice[href]").first.click()
        form = page.locator("form.template-form")
        form.wait_for()
        for field in form.locator("input[required]:not([type=file])").all():
            field.fill("4471")
        form.get_by_role("button", name="Enviar modelo").click()
        until(lambda: _kinds(stack, maria, "template"), 15, "the phone has the template")


def test_who_loses_the_race_for_a_conversation_sees_who_won_it(stack: Stack) -> None:
    _waiting(stack, "Maria Lima")
    with page_in_chromium(locale="pt-BR", viewport=SIZE) as ana:
        sign_in(ana, stack, "ana")
        browser = ana.context.browser
        assert browser is not None
        beto = browser.new_context(locale="pt-BR", viewport=SIZE).new_page()
        sign_in(beto, stack, "beto")
        _open(ana, "Maria Lima", "Sem dono")
        _open(beto, "Maria Lima", "Sem dono")
        expect(beto.locator("#present")).to_contain_text("Ana")
        beto.evaluate(REMEMBER)
        ana.get_by_role("button", name="Assumir").click()
        ana.locator("#handling .holder.mine").wait_for()
        told = beto.evaluate(SEND)
        assert told["status"] < 500
        assert "Ana Lima" in told["text"] + told["notice"]
        beto.reload()
        expect(beto.locator("#handling .holder")).to_contain_text("Ana Lima")
        expect(ana.locator("#handling .holder.mine")).to_be_visible()


def test_nothing_is_missed_while_the_server_is_gone(stack: Stack) -> None:
    maria = _waiting(stack, "Maria Lima")
    with page_in_chromium(AWAY, locale="pt-BR", viewport=SIZE) as page:
        sign_in(page, stack)
        _open(page, "Maria Lima", "Sem dono")
        page.wait_for_function("() => !document.documentElement.classList.contains('stale')")
        stack.kill("serve", signal.SIGKILL)
        page.locator("#offline").wait_for()
        for number in range(5):
            stack.say(maria, f"Sem servidor {number}")
        stack.start("serve")
        for number in range(5):
            _bubble(page, f"Sem servidor {number}", 30_000)
        page.locator("#offline").wait_for(state="hidden", timeout=20_000)
        said = page.locator("#messages .bubble", has_text="Sem servidor").all_inner_texts()
        assert sorted(text.split("Sem servidor ")[1][0] for text in said) == ["0", "1", "2", "3", "4"]


REMEMBER = """() => {
  const form = document.querySelector("#handling form[action$='/take-over']");
  globalThis.remembered = [form.action, new URLSearchParams(new FormData(form))];
}"""
SEND = """async () => {
  const [action, body] = remembered;
  const headers = {"HX-Request": "true", "X-CSRF-Token": document.body.dataset.csrf};
  const answer = await fetch(action, {method: "POST", body, headers});
  return {status: answer.status, text: await answer.text(), notice: answer.headers.get("HX-Trigger") ?? ""};
}"""
"""A click that was on its way when somebody else was quicker."""


def _waiting(stack: Stack, name: str) -> str:
    """Somebody the bot passed on to people."""
    customer = stack.customer(name=name, phone="5521955550109")
    stack.say(customer, "pessoa")
    until(lambda: stack.status()["conversations"].get("waiting_for_people"), 10, "people have the conversation")
    return customer


def _open(page: Page, name: str, tab: str) -> None:
    page.locator(".tabs a", has_text=tab).click()
    page.locator("#cards .card-item", has_text=name).locator("a").first.click()
    page.locator("#messages").wait_for()


def _bubble(page: Page, text: str, timeout: float = 10_000) -> None:
    page.locator("#messages .bubble", has_text=text).first.wait_for(timeout=timeout)


def _answer(page: Page, text: str) -> None:
    page.locator("#compose textarea").fill(text)
    page.locator("#compose textarea").press("Enter")
    page.locator("#messages .bubble.out", has_text=text).wait_for()


def _kinds(stack: Stack, customer: str, kind: str) -> list[Any]:
    """What the business sent of one kind."""
    bubbles = stack.api("GET", f"customers/{customer}/messages")["messages"]
    return [
        bubble["message"] for bubble in bubbles if bubble["direction"] == "out" and bubble["message"]["type"] == kind
    ]


def _close_the_window(stack: Stack) -> None:
    """As if the customer had written two days ago."""
    db = connect(stack.data_dir)
    db.execute("update windows set last_inbound_at = last_inbound_at - 172800")
    db.execute("update contacts set last_inbound_at = last_inbound_at - 172800")
    db.close()


def _png() -> bytes:
    """A picture of one pixel."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
        "18dd8db00000000049454e44ae426082"
    )
