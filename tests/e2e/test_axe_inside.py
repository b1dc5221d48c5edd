"""What opens inside a page against WCAG 2.2 AA: menus, panels, dialogs, notices, the composer in all its states."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.day import CLOSED, TALKS, WITH_BOT, conversation, day
from tests.e2e.house import sign_in
from tests.e2e.looks import faults
from tests.stack import Stack

Opening = Callable[[Page, Stack], None]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business in the middle of its day."""
    with day(tmp_path_factory.mktemp("inside")) as stack:
        yield stack


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (360, "light")])
def test_axe_finds_nothing_in_what_opens(stack: Stack, width: int, scheme: Any) -> None:
    size = {"width": width, "height": 740}
    with page_in_chromium(locale="pt-BR", color_scheme=scheme, viewport=size) as page:
        sign_in(page, stack)
        wrong = []
        for opening in OPENINGS:
            opening(page, stack)
            wrong += faults(page, opening.__name__)
    assert wrong == [], "\n".join(wrong)


def _template_picker(page: Page, stack: Stack) -> None:
    _thread(page, stack, CLOSED)
    expect(page.locator("#picker .template-choice").first).to_be_visible()


def _template_form(page: Page, stack: Stack) -> None:
    _thread(page, stack, CLOSED)
    page.locator("#choices .template-choice[href]").first.click()
    page.locator("form.template-form").wait_for()


def _note(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator(".modes label", has_text="Nota").click()
    page.locator(".composer:has([value=note]:checked)").wait_for()


def _gap_in_the_text(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator(".modes label", has_text="Responder").click()
    field = page.locator("#compose textarea")
    field.fill("Olá {nome}")
    field.press("Enter")
    page.locator("#compose .problem-line").wait_for()


def _send_later(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator(".schedule summary").click()
    page.locator(".schedule-box").wait_for()


def _contact(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    drawer = page.locator(".drawer-open")
    if drawer.is_visible():
        drawer.click()
    for summary in page.locator("#contact summary").all():
        summary.click()
    page.locator("#contact-pane").wait_for()


def _picture(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator("a.photo").first.click()
    page.locator("dialog.look[open]").wait_for()


def _why(page: Page, stack: Stack) -> None:
    _thread(page, stack, WITH_BOT)
    page.locator(".bubble.from-flow .about summary").last.click()
    page.locator(".about[open] dl").wait_for()


def _assignment(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator("#handling summary.holder").click()
    page.locator("#handling details[open] .choices").wait_for()


def _hand_back(page: Page, stack: Stack) -> None:
    _thread(page, stack, TALKS)
    page.locator("summary[title='Devolver ao robô']").click()
    page.locator("#handling details[open] .choices").wait_for()


def _filters(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/inbox?tab=all")
    page.locator(".statuses .filter").click()
    page.locator("#panel form").first.wait_for()


def _many_at_once(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/inbox?tab=all")
    page.locator(".pick").first.check(force=True)
    page.locator("#bulk").wait_for()


def _search(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/inbox?tab=all")
    page.locator(".search input").fill("pedido")
    page.locator("#found li").first.wait_for()


def _notices(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/inbox?tab=all")
    for bad in ("true", "false"):
        detail = f"{{text: 'Não foi possível salvar.', action: 'Desfazer', href: '/', bad: {bad}, seconds: 60}}"
        page.evaluate(f"document.dispatchEvent(new CustomEvent('zapbot:toast', {{detail: {detail}}}))")
    page.locator("#toasts .bad").wait_for()


def _nothing_to_report(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/reports?first=2020-01-01&last=2020-01-02")
    for summary in page.locator("main summary").all():
        summary.click()
    page.locator(".empty").first.wait_for()


def _question(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.server}/campaigns/1")
    page.get_by_role("link", name="Encerrar").or_(page.get_by_role("button", name="Encerrar")).first.click()
    page.locator("dialog[open]").wait_for()


OPENINGS: tuple[Opening, ...] = (
    *(_template_picker, _template_form, _note, _gap_in_the_text, _send_later, _contact, _picture, _why),
    *(_assignment, _hand_back, _filters, _many_at_once, _search, _notices, _nothing_to_report, _question),
)


def _thread(page: Page, stack: Stack, customer: int) -> None:
    page.goto(f"{stack.server}/c/{conversation(stack, customer)}")
    page.locator("#messages .bubble").first.wait_for()
