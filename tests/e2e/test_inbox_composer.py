"""Answering in a browser: what is sent shows at once, can be taken back, is kept when left, and voice notes play."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.opus import ogg_file
from tests.stack import Stack, until
from zapbot.store import media
from zapbot.store.db import connect

FAKE_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business at work."""
    with house(tmp_path_factory.mktemp("composer")) as found:
        yield found


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser with a microphone that hums."""
    options = {"locale": "pt-BR", "permissions": ["microphone"], "viewport": {"width": 1280, "height": 800}}
    with page_in_chromium(arguments=FAKE_MICROPHONE, **options) as found:
        yield found


def opened(page: Page, stack: Stack, name: str, phone: str) -> str:
    """Ana looks at a conversation of somebody who wants to talk to people; the customer's id."""
    customer = stack.customer(name=name, phone=phone)
    stack.say(customer, "pessoa")
    sign_in(page, stack)
    page.goto(f"{stack.server}/inbox?tab=all")
    page.get_by_text(name).first.click()
    page.locator("form.compose textarea").wait_for()
    return customer


def test_an_answer_shows_at_once_and_can_be_taken_back(page: Page, stack: Stack) -> None:
    customer = opened(page, stack, "João Braga", "5511955550144")
    field = page.locator("form.compose textarea")
    field.fill("Enviado por engano")
    field.press("Enter")
    page.locator(".bubble", has_text="Enviado por engano").wait_for()
    page.locator("#toasts .undo button").click()
    expect(field).to_have_value("Enviado por engano")
    field.fill("Bom dia, João!")
    field.press("Enter")
    expect(field).to_have_value("")
    until(lambda: stack.heard(customer)[-1:] == ["Bom dia, João!"], 20, "the answer arrives")
    expect(page.locator(".bubble", has_text="Bom dia, João!")).to_have_count(1)
    assert "Enviado por engano" not in stack.heard(customer)


def test_what_was_begun_is_there_again_and_what_is_not_filled_in_stays(page: Page, stack: Stack) -> None:
    opened(page, stack, "Rosa Melo", "5511955550145")
    field = page.locator("form.compose textarea")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        field.press_sequentially("Pedido {pedido}")
    field.press("Enter")
    expect(page.locator("form.compose .problem-line")).to_contain_text("{pedido}")
    page.reload()
    expect(field).to_have_value("Pedido {pedido}")
    assert page.locator(".bubble.out", has_text="Pedido").count() == 0


def test_a_recording_arrives_as_a_voice_note_that_plays(page: Page, stack: Stack) -> None:
    customer = opened(page, stack, "Caio Reis", "5511955550146")
    page.locator("[data-do=record]").click()
    expect(page.locator(".recorder .timer")).to_have_text("0:02")
    page.locator("[data-do=send-recording]").click()
    messages = f"customers/{customer}/messages"
    until(lambda: stack.api("GET", messages)["messages"][-1]["type"] == "audio", 30, "the recording arrives")
    assert stack.api("GET", messages)["messages"][-1]["message"]["audio"]["voice"] is True
    note = ogg_file.read(_last_recording(stack.data_dir))
    assert 1.5 < note.seconds < 8
    assert note.head[9] == 1


def _last_recording(data_dir: Path) -> bytes:
    """The bytes of the recording that was sent last."""
    db = connect(data_dir)
    try:
        row = db.execute(
            "select json_extract(content, '$.source') from messages where kind = 'audio' order by id desc limit 1"
        ).fetchone()
    finally:
        db.close()
    found = media.get(data_dir, row[0].removeprefix("sha256:"))
    assert found is not None
    return found
