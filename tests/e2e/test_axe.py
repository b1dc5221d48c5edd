"""Every page against WCAG 2.2 AA, as far as a program can tell: light and dark, a screen and a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import Page

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack, until
from zapbot import starter
from zapbot.web.site import site

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => (await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}))
.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target}: ${node.failureSummary}`))"""

SIGNED_OUT = {"/sign-in": "/sign-in", "/sign-in/{link}": "/sign-in/none"}
SIGNED_IN = {
    "/": "/",
    "/inbox": "/inbox?tab=all&status=resolved",
    "/inbox/filters": "/inbox/filters",
    "/c/{id}": "/c/1",
    "/c/{id}/export/print": "/c/1/export/print",
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
    "/flows": "/flows",
    "/flows/{id}": "/flows/faq",
    "/admin": "/admin",
    "/admin/people": "/admin/people",
    "/admin/teams": "/admin/teams",
    "/admin/replies": "/admin/replies",
    "/admin/rules": "/admin/rules",
    "/admin/audit": "/admin/audit",
    "/admin/numbers": "/admin/numbers",
    "/admin/templates": "/admin/templates",
    "/admin/templates/new": "/admin/templates/new",
    "/admin/templates/{name}/{language}": "",
    "/admin/tokens": "/admin/tokens",
    "/admin/webhooks": "/admin/webhooks",
    "/admin/webhooks/{id}": "/admin/webhooks/1",
    "/admin/dead": "/admin/dead",
    "/profile": "/profile",
    "/profile/second-step": "/profile/second-step",
}
"""Every page by its route, with an address to look at; without one it is reached by the first link that leads to it."""
PARTS = {
    *("/inbox/list", "/inbox/cards", "/search/more", "/palette", "/alerts", "/live", "/live/here", "/media/{id}"),
    "/mentions/link",
    *("/c/{id}/messages", "/c/{id}/composer", "/c/{id}/handling", "/c/{id}/canned", "/c/{id}/people"),
    *("/c/{id}/templates", "/c/{id}/templates/{template}", "/c/{id}/export/json", "/c/{id}/export/text"),
    *("/messages/{id}/about", "/contacts/{id}/pane", "/contacts/labels", "/contacts/{id}/export.json"),
    *("/contacts/export.csv", "/reports/{name}", "/flows/{id}/live", "/campaigns/{id}/live"),
    *("/campaigns/{id}/recipients.csv", "/campaigns/new/count", "/campaigns/new/template", "/campaigns/new/message"),
    *("/campaigns/new/check/{job}/wrong.csv", "/admin/templates/new/examples", "/admin/templates/new/look"),
}
"""What is drawn inside a page that is looked at, or is no page at all."""
ELSEWHERE = {
    *("/campaigns/{id}", "/campaigns/new/preview", "/campaigns/new/check/{job}", "/admin/dead/{id}"),
    "/admin/webhooks/{id}/deliveries/{delivery}",
}
"""Pages there must be something for first: the tests that bring it about look at them."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business in the middle of its day."""
    with house(tmp_path_factory.mktemp("axe")) as stack:
        for command in (
            ("flows", "import", str(starter.folder())),
            ("templates", "sync"),
            ("webhooks", "add", "https://crm.example/zapbot"),
        ):
            assert stack.zapbot(*command).returncode == 0, command
        for number, name in enumerate(("Maria Lima", "João Braga", "Padaria São Jorge Ltda.")):
            customer = stack.customer(name=name, phone=f"551195555014{number}")
            stack.say(customer, "oi" if number else "pessoa")
            stack.say(customer, "Bom dia! O *pedido* já saiu? https://padaria.example/pedidos")
        until(lambda: stack.status()["events"]["pending"] == 0, 20, "everything was heard")
        yield stack


def test_every_page_is_looked_at() -> None:
    routes = Litestar([site()], openapi_config=None).routes
    shown = {route.path_format for route in routes if isinstance(route, HTTPRoute) and "GET" in route.methods}
    assert shown - PARTS - ELSEWHERE == SIGNED_OUT.keys() | SIGNED_IN.keys()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(stack: Stack, scheme: Any, width: int) -> None:
    size = {"width": width, "height": 740}
    with page_in_chromium(("status of 4",), locale="pt-BR", color_scheme=scheme, viewport=size) as page:
        wrong = [*_visit(page, stack, "/nowhere", width)]
        for path in SIGNED_OUT.values():
            wrong += _visit(page, stack, path, width)
        sign_in(page, stack)
        for path in filter(None, SIGNED_IN.values()):
            wrong += _visit(page, stack, path, width)
        page.goto(f"{stack.server}/admin/templates")
        page.locator("a[href^='/admin/templates/']:not([href$='/new'])").first.click()
        wrong += _checked(page, "a template")
        page.goto(f"{stack.server}/c/1")
        for key, dialog in (("?", "#keys"), ("Control+K", "#commands")):
            page.locator("#log").press(key)
            page.locator(f"{dialog}[open]").wait_for()
            wrong += _checked(page, dialog)
            page.keyboard.press("Escape")
    assert wrong == [], "\n".join(wrong)


def _visit(page: Page, stack: Stack, path: str, width: int) -> list[str]:
    page.goto(f"{stack.server}{path}")
    overflow = page.evaluate("document.documentElement.scrollWidth") - width
    return _checked(page, path) + ([f"{path}: {overflow} px too wide"] if overflow > 0 else [])


def _checked(page: Page, name: str) -> list[str]:
    page.evaluate(f"() => {{ {AXE} }}")
    return [f"{name}: {found}" for found in page.evaluate(RUN, TAGS)]
