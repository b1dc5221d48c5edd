"""The phone page in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.receiver import until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine")

BUTTONS = {
    "type": "button",
    "body": {"text": "Confirma *amanhã* às 9h? <b>não</b>"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "sim", "title": "Sim"}},
            {"type": "reply", "reply": {"id": "nao", "title": "Não"}},
        ]
    },
}
ROWS = {
    "type": "list",
    "body": {"text": "Escolha"},
    "action": {
        "button": "Ver opções",
        "sections": [{"rows": [{"id": "2via", "title": "Segunda via", "description": "Boleto"}]}],
    },
}


@pytest.fixture
def page(sandbox: Sandbox) -> Iterator[Any]:
    """The page with the first customer's chat open; console errors fail the test."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(locale="pt-BR", viewport={"width": 1280, "height": 800})
        page.set_default_timeout(10_000)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(sandbox.url)
        page.wait_for_selector('#customers [data-customer="c1"][aria-current="true"]')
        yield page
        browser.close()
        assert errors == []


def send(sandbox: Sandbox, interactive: dict[str, Any]) -> str:
    response = sandbox.send({"to": "+5511987654321", "type": "interactive", "interactive": interactive})
    wamid: str = response.json()["messages"][0]["id"]
    return wamid


def test_a_customer_types_taps_a_button_and_a_row(sandbox: Sandbox, page: Any) -> None:
    page.fill("#composer-text", "Bom dia!")
    page.press("#composer-text", "Enter")
    page.wait_for_selector('#thread [data-direction="in"] [data-tick="delivered"]')
    first = until(sandbox.receiver.messages)[0]
    assert first["text"]["body"] == "Bom dia!"

    sandbox.send({"status": "read", "message_id": first["id"], "typing_indicator": {"type": "text"}})
    page.wait_for_selector(f'[data-wamid="{first["id"]}"] [data-tick="read"]')
    page.wait_for_selector("text=digitando…")

    wamid = send(sandbox, BUTTONS)
    bubble = page.locator(f'[data-wamid="{wamid}"][data-direction="out"]')
    bubble.locator('button[data-option="sim"]').click()
    reply = until(lambda: sandbox.receiver.messages()[1:])[0]
    assert reply["interactive"]["button_reply"] == {"id": "sim", "title": "Sim"}
    assert reply["context"]["id"] == wamid
    assert bubble.locator("strong").inner_text() == "amanhã"
    assert "<b>não</b>" in bubble.inner_text()

    listing = send(sandbox, ROWS)
    page.locator(f'[data-wamid="{listing}"] button[data-list]').click()
    page.locator('#sheet button[data-option="2via"]').click()
    row = until(lambda: sandbox.receiver.messages()[2:])[0]
    assert row["interactive"]["list_reply"]["id"] == "2via"
    page.wait_for_selector(f'[data-wamid="{row["id"]}"][data-direction="in"]')
    statuses = until(lambda: [s for s in sandbox.receiver.statuses(listing) if s["status"] == "read"])
    assert statuses[0]["recipient_id"] == "5511987654321"


def test_a_template_is_shown_filled_in_and_its_button_answers(sandbox: Sandbox, page: Any) -> None:
    parameters = [{"type": "text", "text": "<b>Ana</b>"}, {"type": "text", "text": "amanhã"}]
    components = [{"type": "body", "parameters": parameters}]
    template = {"name": "lembrete_consulta", "language": {"code": "pt_BR"}, "components": components}
    answer = sandbox.send({"to": "+5511987654321", "type": "template", "template": template})
    bubble = page.locator(f'[data-wamid="{answer.json()["messages"][0]["id"]}"][data-direction="out"]')
    bubble.locator('button[data-option="Sim"]').click()
    assert until(sandbox.receiver.messages)[0]["button"] == {"payload": "Sim", "text": "Sim"}
    shown = bubble.inner_text()
    assert "Lembrete" in shown
    assert "Olá <b>Ana</b>, a sua consulta é em amanhã." in shown


def test_a_fault_is_armed_from_the_panel(sandbox: Sandbox, page: Any) -> None:
    page.select_option("#fault-kind", "fail")
    page.select_option("#fault-code", "131056")
    page.click("#fault-arm")
    page.wait_for_selector("#rules [data-rule]")
    response = sandbox.send({"to": "+5511987654321", "type": "text", "text": {"body": "Oi"}})
    assert response.json()["error"]["code"] == 131056
    page.wait_for_selector("#rules [data-rule]", state="detached")
    page.wait_for_selector("#log >> text=131056")


def test_a_new_customer_opens_with_an_empty_chat(sandbox: Sandbox, page: Any) -> None:
    page.click("#new-customer")
    page.wait_for_selector('#customers [data-customer="c4"][aria-current="true"]')
    page.keyboard.type("Oi")
    page.keyboard.press("Enter")
    assert until(sandbox.receiver.messages)[0]["from"] == sandbox.ask("GET", "customers/c4")["phone"]


def test_the_page_fits_a_small_phone(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for pane in ("customers", "panel", "chat"):
        page.click(f'[data-go="{pane}"]')
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert re.search("Detalhes", page.inner_text(".switches"))


def test_pictures_are_seen_whoever_sent_them(page: Any, sandbox: Sandbox) -> None:
    page.click("#attach")
    page.click('[data-attach="image"]')
    picture = page.locator('[data-direction="in"] img.preview')
    until(lambda: picture.evaluate("image => image.naturalWidth") == 120)
    page.click("#attach")
    page.set_input_files(
        'input[data-attach="file"]',
        files=[{"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nota"}],
    )
    assert page.wait_for_selector("a.preview").inner_text() == "nota.pdf"
