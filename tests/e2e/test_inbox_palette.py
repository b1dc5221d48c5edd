"""The palette in a real browser: nothing is done that who typed did not mean."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack

CHOICE = "#commands [role=option]"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Somebody waits for a person."""
    with house(tmp_path_factory.mktemp("palette")) as stack:
        stack.say(stack.customer(name="Maria Lima", phone="5511955550160"), "pessoa")
        yield stack


@pytest.fixture
def page(stack: Stack) -> Iterator[Page]:
    """Ana's browser, with the conversation open."""
    with page_in_chromium(viewport={"width": 1280, "height": 800}, locale="pt-BR") as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/c/1?tab=unassigned&status=open")
        expect(page.locator("#handling")).to_have_attribute("data-status", "open")
        yield page


def test_enter_waits_for_the_choices_of_what_was_typed(page: Page) -> None:
    held: list[Route] = []
    page.keyboard.press("Control+k")
    page.keyboard.type("resolver")
    expect(page.locator("#commands [aria-selected=true]")).to_contain_text("Resolver conversa")
    page.route(re.compile(r"/palette\?q=relat"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/palette\?q=relat")):
        page.keyboard.press("Control+a")
        page.keyboard.type("relat")
        page.keyboard.press("Enter")
    expect(page.locator("#commands")).to_be_visible()
    expect(page.locator("#handling")).to_have_attribute("data-status", "open")
    for route in held:
        route.continue_()
    page.wait_for_url("**/reports")


def test_escape_closes_at_once_and_the_key_that_opens_never_closes(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("resolver")
    page.keyboard.press("Control+k")
    page.keyboard.type("oi")
    expect(page.locator("#commands input")).to_have_value("oi")
    page.keyboard.press("Escape")
    expect(page.locator("#commands")).not_to_be_visible()
    expect(page.locator("#compose textarea")).to_have_value("")


def test_everything_that_can_be_done_here_is_offered_and_nothing_else(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator(CHOICE, has_text="Adiar conversa")).to_be_visible()
    expect(page.locator(CHOICE, has_text="Devolver ao robô")).to_be_visible()
    expect(page.locator(CHOICE, has_text="Reabrir")).to_have_count(0)
    page.keyboard.type("etiquetar")
    expect(page.locator(CHOICE)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#contact input[name=add]")).to_be_focused()
    page.locator("[data-tells=palette]").click()
    page.keyboard.type("assumir")
    page.keyboard.press("Enter")
    expect(page.locator("#handling .holder")).to_contain_text("Você")


def test_one_signs_out_by_keyboard(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("sair")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
