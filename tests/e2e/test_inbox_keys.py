"""The inbox by keyboard alone, on a small screen, and for eyes and hands that need more."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.bench.page import first_load
from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack, until

MOST_REQUESTS, MOST_BYTES = 6, 60_000
NAMES = ("Maria Lima", "João Braga", "Zé")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Three people wait for a person."""
    with house(tmp_path_factory.mktemp("keys")) as stack:
        for number, name in enumerate(NAMES):
            stack.say(stack.customer(name=name, phone=f"551195555014{number}"), "pessoa")
        until(lambda: stack.status()["conversations"].get("waiting_for_people") == len(NAMES), 15, "all wait")
        yield stack


def test_the_first_load_keeps_to_its_budget(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        for path in ("/", "/c/1"):
            requests, size = first_load(page, f"{stack.server}{path}")
            assert requests <= MOST_REQUESTS, path
            assert size <= MOST_BYTES, path


def test_the_help_opens_with_a_key_and_gives_the_focus_back(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        page.locator("#cards a").first.focus()
        page.keyboard.press("?")
        expect(page.locator("#keys[open]")).to_contain_text("Próxima conversa")
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).not_to_be_visible()
        assert page.evaluate("document.activeElement.matches('#cards a')")


def test_keys_go_from_conversation_to_conversation_and_to_the_search(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/inbox?tab=unassigned&status=open")
        page.locator("#cards .card-item > a").first.click()
        page.locator(".thread-pane").wait_for()
        first = page.locator(".thread-pane").get_attribute("data-conversation")
        page.keyboard.press("Alt+j")
        page.locator(f".thread-pane:not([data-conversation='{first}'])").wait_for()
        page.keyboard.press("Alt+k")
        page.locator(f".thread-pane[data-conversation='{first}']").wait_for()
        page.locator("#log").focus()
        page.keyboard.press("/")
        expect(page.locator("[data-key=search]")).to_be_focused()
        page.keyboard.type("/?")
        expect(page.locator("[data-key=search]")).to_have_value("/?")


def test_a_conversation_chosen_in_the_palette_opens_beside_the_list(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        for tab, name in (("unassigned", "João Braga"), ("bot", "Maria Lima")):
            page.goto(f"{stack.server}/inbox?tab={tab}&status=open")
            page.evaluate("globalThis.stays = true")
            page.keyboard.press("Control+k")
            page.get_by_role("combobox").fill(name)
            page.locator("#commands [role=option]", has_text=name).wait_for()
            page.keyboard.press("Enter")
            expect(page.locator(".thread-pane h2")).to_have_text(name)
            expect(page).to_have_url(re.compile(rf"/c/\d+\?tab={tab}&status=open$"))
            assert page.evaluate("globalThis.stays")


def test_the_palette_goes_where_its_letters_lead(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Ação, área, conversa ou resposta pronta")
        expect(field).to_be_focused()
        page.locator("#commands [role=option]").first.wait_for()
        expect(page.locator("#commands [data-inside]")).to_have_count(0)
        field.fill("contat")
        expect(page.locator("#commands [role=option]")).to_have_text(["Contatos", "Importar Contatos"])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        chosen = page.locator("#commands [aria-selected=true]")
        assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        page.keyboard.press("Enter")
        page.wait_for_url("**/contacts")


def test_keys_that_are_switched_off_do_nothing(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        page.evaluate("document.body.dataset.shortcuts = 'off'")
        for key in ("?", "Control+k"):
            page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(0)
        page.locator(".keys-button").click()
        expect(page.locator("#keys")).to_be_visible()


def test_a_dead_key_is_a_letter_that_begins_and_no_deed(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        page.add_init_script("Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'})")
        sign_in(page, stack)
        page.goto(f"{stack.server}/c/1")
        expect(page.locator("#keys dd").first).to_have_text("Ctrl + Option + J")
        expect(page.locator("#keys [data-name=palette] dd")).to_have_text("⌘ + K")
        page.locator("#compose textarea").focus()
        _hear(page)
        _press(page, key="Dead", code="KeyE", altKey=True)
        _press(page, key="®", code="KeyE", altKey=True)
        _press(page, key="Dead", code="KeyE", altKey=True, ctrlKey=True)
        _press(page, key="´", code="KeyE", altKey=True, metaKey=True)
        page.locator("#log").focus()
        _press(page, key="∆", code="KeyJ", altKey=True)
        assert page.evaluate("heard") == ["resolve", "resolve_next", "next"]


def test_a_dead_key_is_no_deed_elsewhere_either(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        _hear(page)
        _press(page, key="Dead", code="KeyE", altKey=True)
        _press(page, key="e", code="KeyE", altKey=True)
        assert page.evaluate("heard") == ["resolve"]


def test_a_key_nobody_acts_on_is_left_to_the_browser(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        assert _press(page, key="/", code="Slash")
        page.goto(f"{stack.server}/admin/tags")
        assert not _press(page, key="/", code="Slash")
        page.goto(f"{stack.server}/contacts")
        assert _press(page, key="/", code="Slash")
        expect(page.locator("[data-key=search]")).to_be_focused()


def test_a_notice_says_what_was_done_and_can_be_closed_by_key(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        assert page.locator("#toasts").get_attribute("aria-live") == "polite"
        _toast(page, "{text: 'Guardado', action: 'Ver', href: '/profile'}")
        _toast(page, "{text: '<b>Falhou</b>', bad: true}")
        expect(page.locator("#toasts [role=alert]")).to_have_text("<b>Falhou</b>×")
        page.keyboard.press("Escape")
        expect(page.locator("#toasts > *")).to_have_count(1)
        page.get_by_role("link", name="Ver", exact=True).click()
        page.wait_for_url("**/profile")


def test_on_a_phone_list_thread_and_contact_are_sheets_with_a_way_back(stack: Stack) -> None:
    with page_in_chromium(locale="pt-BR", viewport={"width": 360, "height": 740}, has_touch=True) as page:
        sign_in(page, stack)
        page.locator("#cards .card-item a").first.click()
        expect(page.locator(".list-pane")).not_to_be_visible()
        page.locator(".drawer-open").click()
        expect(page.locator("#contact-pane")).to_be_in_viewport()
        expect(page.locator(".drawer-close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#contact-pane")).not_to_be_visible()
        expect(page.locator(".drawer-open")).to_be_focused()
        small = page.evaluate(SMALL)
        assert small == []
        page.locator(".back").click()
        expect(page.locator(".list-pane")).to_be_visible()


@pytest.mark.parametrize("size", [(640, 400), (320, 256)], ids=["zoom 200 %", "zoom 400 %"])
def test_zoomed_in_nothing_is_cut_off(stack: Stack, size: tuple[int, int]) -> None:
    with page_in_chromium(locale="pt-BR", viewport={"width": size[0], "height": size[1]}) as page:
        sign_in(page, stack)
        for path in ("/", "/c/1", "/profile", "/contacts"):
            page.goto(f"{stack.server}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        page.goto(f"{stack.server}/c/1")
        page.locator("#compose textarea").focus()
        expect(page.locator("#compose textarea")).to_be_in_viewport()


def test_the_log_is_one_and_motion_stops_where_it_is_not_wanted(stack: Stack) -> None:
    options = {"reduced_motion": "reduce", "forced_colors": "active"}
    with page_in_chromium(locale="pt-BR", **options) as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/c/1")
        expect(page.locator("div[role=log][aria-label] > ol#messages")).to_have_count(1)
        _toast(page, "{text: 'Guardado'}")
        styles = page.locator("#toasts > *").evaluate("(line) => [getComputedStyle(line).animationName]")
        assert styles == ["none"]
        current = page.locator("nav.rail [aria-current]")
        assert current.evaluate("(place) => getComputedStyle(place).outlineStyle") == "solid"


def test_after_one_is_done_the_next_is_the_one_that_followed_it(stack: Stack) -> None:
    names = ("Davi", "Eva", "Fábio", "Gil")
    for name in names:
        stack.say(stack.customer(name=name), "pessoa")
    with page_in_chromium(locale="pt-BR") as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/inbox?tab=unassigned&status=open")
        listed = page.locator("#cards > li[id]")
        for name in names:
            expect(page.locator("#cards .who", has_text=name).last).to_be_visible()
        one, two, three, _ = listed.evaluate_all("(cards) => cards.map((card) => card.id.slice(5)).slice(-4)")
        thread, card = page.locator(".thread-pane"), page.locator
        card(f"#card-{two} > a").click()
        expect(thread).to_have_attribute("data-conversation", two)
        page.mouse.move(900, 400)
        page.keyboard.press("Alt+e")
        expect(card(f"#card-{two}")).to_have_count(0)
        page.keyboard.press("Alt+j")
        expect(thread).to_have_attribute("data-conversation", three)
        page.keyboard.press("Alt+k")
        expect(thread).to_have_attribute("data-conversation", one)
        page.keyboard.press("Control+Alt+e")
        expect(thread).to_have_attribute("data-conversation", three)
        expect(card(f"#card-{one}")).to_have_count(0)


SMALL = """() => [...document.querySelectorAll('.thread-pane :is(button, a[href], summary)')]
  .filter((it) => it.checkVisibility() && !it.closest('#messages'))
  .map((it) => [it.className, it.getBoundingClientRect()])
  .filter(([name, box]) => box.width < 24 || box.height < 24)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def _toast(page: Page, detail: str) -> None:
    page.evaluate(f"document.dispatchEvent(new CustomEvent('zapbot:toast', {{detail: {detail}}}))")


def _hear(page: Page) -> None:
    """Note down what the keys mean, and keep it from being done."""
    page.evaluate(
        "globalThis.heard = [], addEventListener('zapbot:key',"
        " (event) => (heard.push(event.detail.name), event.stopImmediatePropagation()), true)"
    )


def _press(page: Page, **event: object) -> bool:
    """Press a key as another keyboard would; whether the browser has to leave it alone."""
    press = "(about) => !document.activeElement.dispatchEvent(new KeyboardEvent('keydown', about))"
    return bool(page.evaluate(press, {"bubbles": True, "cancelable": True, **event}))
