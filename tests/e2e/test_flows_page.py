"""`/flows` in a real browser: no error and no policy broken, live numbers, light and dark, large and small."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.chromium import page_in_chromium
from tests.stack import Stack
from zapbot import starter


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Everything running, with the starter flows."""
    with Stack(tmp_path) as stack:
        assert stack.zapbot("flows", "import", str(starter.folder())).returncode == 0
        stack.start("sandbox", "serve", "worker")
        yield stack


def _sign_in(stack: Stack, page: Page) -> None:
    """Come in as an agent; without scripts too."""
    added = stack.zapbot("users", "list", "--json").stdout
    verb = ("link", "caio@loja.example") if "caio@" in added else ("add", "caio@loja.example", "--link")
    page.goto(stack.server + "/sign-in/" + stack.zapbot("users", *verb).stdout.rpartition("/sign-in/")[2].strip())
    page.locator("button.primary").click()
    page.wait_for_url("**/profile")


def test_numbers_come_alive_and_a_node_leads_to_its_line(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR", viewport={"width": 1280, "height": 900}) as page:
        _sign_in(stack, page)
        page.goto(f"{stack.server}/flows")
        page.get_by_role("link", name="Perguntas frequentes").click()
        page.locator("svg.fg").wait_for()
        assert "0" in page.locator(".counts dd").first.inner_text()
        stack.say(stack.customer(), "oi")
        page.locator(".counts .active dd", has_text="1").wait_for()
        page.locator(".fg-wait .fg-count", has_text="1 aqui").wait_for()
        page.locator("svg.fg a", has_text="escolha").click()
        line = page.locator(".source li:target")
        line.wait_for()
        assert "escolha:" in line.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_the_picture_opens_where_the_flow_begins(stack: Stack, scheme: str, width: int) -> None:
    with page_in_chromium(color_scheme=scheme, locale="en-US", viewport={"width": width, "height": 740}) as page:
        _sign_in(stack, page)
        for path in ("/flows", "/flows/faq", "/flows/cotacao", "/flows/cotacao#versions"):
            page.goto(f"{stack.server}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        first = page.locator(".fg-node").first.bounding_box()
        assert first is not None
        assert first["x"] >= 0
        assert first["x"] + first["width"] <= width


def test_without_scripts_everything_is_there(stack: Stack) -> None:
    with page_in_chromium(java_script_enabled=False) as page:
        _sign_in(stack, page)
        page.goto(f"{stack.server}/flows/cotacao")
        page.locator("svg.fg .fg-id", has_text="espera_placa").wait_for()


def test_a_server_that_went_away_is_told(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        _sign_in(stack, page)
        page.goto(f"{stack.server}/flows/faq")
        page.locator("svg.fg").wait_for()
        page.evaluate("() => { globalThis.fetch = () => Promise.reject(new Error('gone')); }")
        page.locator("#stale").wait_for(timeout=8000)
