"""Every page against WCAG 2.2 AA, as far as a program can tell: light and dark, a screen and a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import Page

from tests.e2e.chromium import page_in_chromium
from tests.e2e.day import LIST, day, dead
from tests.e2e.house import sign_in
from tests.e2e.looks import faults, too_wide
from tests.stack import Stack
from zapbot.web.site import site

SIGNED_OUT = {"/sign-in": "/sign-in", "/sign-in/{link}": "/sign-in/none"}
SIGNED_IN = {
    "/": "/",
    "/inbox": "/inbox?tab=all&status=resolved",
    "/inbox/filters": "/inbox/filters",
    "/c/{id}": "/c/1",
    "/c/{id}/export/print": "/c/1/export/print",
    "/c/{id}/steps": "/c/1/steps",
    "/search": "/search?q=pedido",
    "/mentions": "/mentions",
    "/contacts": "/contacts",
    "/contacts/{id}": "/contacts/1",
    "/contacts/{id}/merge": "/contacts/1/merge",
    "/contacts/{id}/erase": "/contacts/1/erase",
    "/contacts/add": "/contacts/add",
    "/contacts/import": "/contacts/import",
    "/reports": "/reports",
    "/dashboard": "/dashboard",
    "/campaigns": "/campaigns",
    "/campaigns/new": "/campaigns/new",
    "/campaigns/{id}": "/campaigns/1",
    "/flows": "/flows",
    "/flows/{id}": "/flows/faq",
    "/admin": "/admin",
    "/admin/people": "/admin/people",
    "/admin/teams": "/admin/teams",
    "/admin/replies": "/admin/replies",
    "/admin/tags": "/admin/tags",
    "/admin/rules": "/admin/rules",
    "/admin/audit": "/admin/audit",
    "/admin/numbers": "/admin/numbers",
    "/admin/templates": "/admin/templates",
    "/admin/templates/new": "/admin/templates/new",
    "/admin/templates/{name}/{language}": "/admin/templates/lembrete_consulta/pt_BR",
    "/admin/tokens": "/admin/tokens",
    "/admin/webhooks": "/admin/webhooks",
    "/admin/webhooks/{id}": "/admin/webhooks/1",
    "/admin/dead": "/admin/dead",
    "/profile": "/profile",
    "/profile/second-step": "/profile/second-step",
}
"""Every page by its route, with an address to look at."""
LED_TO = {
    *("/campaigns/new/template", "/campaigns/new/message", "/campaigns/new/check/{job}"),
    *("/admin/dead/{id}", "/admin/webhooks/{id}/deliveries/{delivery}"),
}
"""Pages with an address that is known only on the day."""
PARTS = {
    *("/inbox/list", "/inbox/cards", "/search/more", "/palette", "/alerts", "/live", "/live/here", "/media/{id}"),
    "/live/trouble",
    "/mentions/link",
    *("/c/{id}/messages", "/c/{id}/composer", "/c/{id}/handling", "/c/{id}/canned", "/c/{id}/people"),
    *("/c/{id}/templates", "/c/{id}/templates/{template}", "/c/{id}/export/json", "/c/{id}/export/text"),
    *("/messages/{id}/about", "/contacts/{id}/pane", "/contacts/labels", "/contacts/{id}/export.json"),
    *("/contacts/export.csv", "/reports/{name}", "/flows/{id}/live", "/campaigns/{id}/live"),
    *("/campaigns/{id}/recipients.csv", "/campaigns/new/count", "/campaigns/new/preview"),
    *("/campaigns/new/check/{job}/wrong.csv", "/admin/templates/new/examples", "/admin/templates/new/look"),
}
"""What is drawn inside a page that is looked at, or is no page at all."""


UPLOAD = """async (list) => {
  const form = new FormData();
  form.set("list", new File([list], "lista.csv", {type: "text/csv"}));
  return (await send("/campaigns/new/list", form)).url;
}"""
CHECK = """async (address) => {
  const asked = new URL(address).searchParams;
  const rest = {name: "Retornos", "column.body.1": "nome", "column.body.2": "dia", quiet: "never"};
  return (await send("/campaigns/new/check", new URLSearchParams({...Object.fromEntries(asked), ...rest}))).url;
}"""
SEND = """() => { globalThis.send = (to, body) =>
  fetch(to, {method: "POST", body, headers: {"X-CSRF-Token": document.body.dataset.csrf}}); }"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business in the middle of its day."""
    with day(tmp_path_factory.mktemp("axe")) as stack:
        yield stack


def test_every_page_is_looked_at() -> None:
    routes = Litestar([site()], openapi_config=None).routes
    shown = {route.path_format for route in routes if isinstance(route, HTTPRoute) and "GET" in route.methods}
    assert shown - PARTS == SIGNED_OUT.keys() | SIGNED_IN.keys() | LED_TO


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(stack: Stack, scheme: Any, width: int) -> None:
    size = {"width": width, "height": 740}
    with page_in_chromium(("status of 4",), locale="pt-BR", color_scheme=scheme, viewport=size) as page:
        wrong = [fault for path in _addresses(page, stack) for fault in faults(_at(page, stack, path), path)]
        page.goto(f"{stack.server}/c/1")
        for key, dialog in (("?", "#keys"), ("Control+K", "#commands")):
            page.locator("#log").press(key)
            page.locator(f"{dialog}[open]").wait_for()
            wrong += faults(page, dialog)
            page.keyboard.press("Escape")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.timeout(300)
def test_every_page_fits_a_narrow_window_with_widely_set_text(stack: Stack) -> None:
    size = {"width": 320, "height": 640}
    with page_in_chromium(("status of 4",), locale="pt-BR", viewport=size) as page:
        wrong = [fault for path in _addresses(page, stack) for fault in too_wide(_at(page, stack, path), path)]
    assert wrong == [], "\n".join(wrong)


def _addresses(page: Page, stack: Stack) -> Iterator[str]:
    """Every page one after another, the first ones signed out."""
    yield from ("/nowhere", *SIGNED_OUT.values())
    sign_in(page, stack)
    yield from SIGNED_IN.values()
    found = _led_to(page, stack)
    assert [route for route in LED_TO if not any(_leads(route, path) for path in found)] == []
    yield from found


def _led_to(page: Page, stack: Stack) -> list[str]:
    """The pages behind others, reached as somebody would."""
    _at(page, stack, "/admin/webhooks/1")
    delivery = page.locator("a[href*='/deliveries/']").first.get_attribute("href")
    page.evaluate(SEND)
    template = page.evaluate(UPLOAD, LIST)
    message = template.replace("/template?", "/message?") + "&template=lembrete_consulta&language=pt_BR"
    check = page.evaluate(CHECK, message)
    paths = [address.removeprefix(stack.server) for address in (template, message, check)]
    return [str(delivery), f"/admin/dead/{dead(stack)[0]}", *paths]


def _leads(route: str, path: str) -> bool:
    pattern = re.sub(r"{\w+}", "[^/]+", route)
    return re.fullmatch(pattern, path.partition("?")[0]) is not None


def _at(page: Page, stack: Stack, path: str) -> Page:
    answer = page.goto(f"{stack.server}{path}")
    assert answer is not None
    assert answer.status < 400 or path in ("/nowhere", *SIGNED_OUT.values()), f"{path}: {answer.status}"
    return page
