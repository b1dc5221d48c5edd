"""Every kind of message on the phone page: it can be read, and what asks for an answer can be tapped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.receiver import until
from tests.sandbox.test_browser import page as page
from tests.sandbox.test_browser import pytestmark as pytestmark
from tests.whatsapp.kinds import KINDS

SEEN = {
    "text": "Oi",
    "image": "Cardápio",
    "video": "Novo",
    "document": "boleto.pdf",
    "location": "Loja Centro",
    "contact card": "bruno@loja.example",
    "buttons": "Agenda",
    "buttons under a document": "boleto.pdf",
    "list with sections": "Ver opções",
    "link button": "Abrir",
    "location request": "Envie sua localização",
    "contact request": "Pode compartilhar seu número?",
    "form at a screen": "Responder",
}
ANSWERS = {
    "location request": ("location", lambda message: message["location"]["latitude"] < 0),
    "contact request": ("contacts", lambda message: message["contacts"][0]["phones"][0]["wa_id"] == "5511987654321"),
    "form at a screen": (
        "interactive",
        lambda message: (
            json.loads(message["interactive"]["nfm_reply"]["response_json"]) == {"nome": "Ana", "flow_token": "tk-77"}
        ),
    ),
}


def send(sandbox: Sandbox, name: str) -> str:
    response = sandbox.send({"to": "+5511987654321", **KINDS[name][1]})
    assert response.status_code == 200, response.text
    wamid: str = response.json()["messages"][0]["id"]
    return wamid


@pytest.fixture
def chat(sandbox: Sandbox, page: Any) -> Any:
    """The open chat of a customer who wrote a moment ago."""
    page.fill("#composer-text", "Bom dia!")
    page.press("#composer-text", "Enter")
    page.wait_for_selector('#thread [data-direction="in"] [data-tick="delivered"]')
    return page


def test_each_kind_shows_what_it_says(sandbox: Sandbox, chat: Any) -> None:
    for name, seen in SEEN.items():
        bubble = chat.locator(f'[data-wamid="{send(sandbox, name)}"]')
        bubble.wait_for()
        assert seen in bubble.inner_text(), name


def test_a_list_opens_under_the_titles_of_its_sections(sandbox: Sandbox, chat: Any) -> None:
    chat.locator(f'[data-wamid="{send(sandbox, "list with sections")}"] button[data-list]').click()
    assert chat.locator("#sheet h3").all_inner_texts() == ["Financeiro", "Ajuda"]


def test_what_asks_for_something_is_answered_with_a_tap(sandbox: Sandbox, chat: Any) -> None:
    for number, (name, (kind, holds)) in enumerate(ANSWERS.items(), 1):
        wamid = send(sandbox, name)
        bubble = chat.locator(f'[data-wamid="{wamid}"][data-status="read"]')
        bubble.locator(".choices button").click()
        reply = until(lambda number=number: sandbox.receiver.messages()[number:])[0]  # type: ignore[misc]
        assert (reply["type"], reply["context"]["id"]) == (kind, wamid)
        assert holds(reply), name
    chat.wait_for_selector('[data-direction="in"] >> text=nome: Ana')
