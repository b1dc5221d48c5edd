"""Who has a conversation, as two people see it side by side; and tabs that share one stream."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack


def opened(page: Page, stack: Stack, name: str, customer: str) -> None:
    """Somebody signed in, with a conversation open."""
    sign_in(page, stack, name)
    page.goto(f"{stack.server}/inbox?tab=all")
    page.locator("#cards a", has_text=customer).click()
    page.locator("#handling").wait_for()


def test_two_people_see_each_other_and_who_took_it(tmp_path: Path) -> None:
    with house(tmp_path) as stack, page_in_chromium(locale="pt-BR") as ana:
        browser = ana.context.browser
        assert browser is not None
        beto = browser.new_context(locale="pt-BR").new_page()
        stack.say(stack.customer(name="Maria Lima"), "oi")
        opened(ana, stack, "ana", "Maria Lima")
        opened(beto, stack, "beto", "Maria Lima")
        expect(ana.locator("#present")).to_have_text("Beto Reis está vendo")
        beto.locator("#composer textarea").first.press_sequentially("Olá")
        expect(ana.locator("#present")).to_have_text("Beto Reis está digitando…")
        expect(ana.locator(".thread-pane")).to_have_attribute("data-typing", "Beto Reis")
        ana.locator("[data-act=take-over]").click()
        expect(ana.locator(".holder")).to_contain_text("Você")
        expect(beto.locator(".holder")).to_contain_text("Ana Lima")
        beto.goto(f"{stack.server}/profile")
        expect(ana.locator("#present")).to_be_hidden()


def test_another_tab_goes_on_listening_when_the_one_that_did_is_closed(tmp_path: Path) -> None:
    with house(tmp_path) as stack, page_in_chromium() as page:
        browser = page.context.browser
        assert browser is not None
        context = browser.new_context(locale="pt-BR")
        first, customer = context.new_page(), stack.customer(name="Maria Lima")
        stack.say(customer, "oi")
        opened(first, stack, "ana", "Maria Lima")
        second = context.new_page()
        second.goto(first.url)
        expect(second.locator("#handling")).to_be_visible()
        expect(first.locator("html")).to_have_attribute("data-leads", "")
        stack.say(customer, "primeira")
        expect(second.locator("#messages")).to_contain_text("primeira")
        stack.say(customer, "segunda")
        first.close()
        stack.say(customer, "terceira")
        expect(second.locator("html")).to_have_attribute("data-leads", "")
        for said in ("segunda", "terceira"):
            expect(second.locator("#messages .in", has_text=said)).to_have_count(1)


def test_a_menu_stays_open_while_something_happens_in_the_conversation(tmp_path: Path) -> None:
    with house(tmp_path) as stack, page_in_chromium(locale="pt-BR") as page:
        customer = stack.customer(name="Maria Lima", phone="5521955550109")
        stack.say(customer, "oi")
        opened(page, stack, "ana", "Maria Lima")
        page.get_by_role("button", name="Assumir").click()
        page.locator("#handling[data-owner=person]").wait_for()
        page.locator("summary[title='Devolver ao robô']").click()
        page.evaluate(
            "() => htmx.ajax('GET', document.querySelector('.thread-pane').dataset.conversation"
            ".replace(/^/, '/c/') + '/handling', {target: '#handling', swap: 'outerMorph'})"
        )
        assert page.locator("#handling details[open]").count() == 1
        page.get_by_role("button", name="Continuar de onde parou").click()
        page.locator("#handling[data-owner=bot]").wait_for()


def test_the_bot_goes_on_at_a_node_chosen_by_keyboard_and_its_message_leads_there(tmp_path: Path) -> None:
    with house(tmp_path) as stack, page_in_chromium(locale="pt-BR", viewport={"width": 1280, "height": 800}) as page:
        customer = stack.customer(name="Maria Lima")
        stack.say(customer, "oi")
        opened(page, stack, "ana", "Maria Lima")
        page.locator("[data-act=take-over]").click()
        page.locator("summary[title='Devolver ao robô']").press("Enter")
        page.locator(".choose-step").press("Enter")
        expect(page.locator(".steps-list")).to_contain_text("parou aqui")
        expect(page.locator(".choose-step")).to_be_focused()
        page.locator(".steps-list button", has_text="obrigado").press("Enter")
        expect(page.locator("#handling")).to_have_attribute("data-owner", "bot")
        said = page.locator("#messages .out", has_text="Anotei o pedido")
        said.locator(".about summary").click()
        link = said.locator(".about-body dd a").get_attribute("href")
        assert link is not None
        page.goto(stack.server + link)
        expect(page.locator("a:target .fg-chosen")).to_be_in_viewport()
        expect(page.locator("a:target")).to_contain_text("obrigado")
        expect(page.locator("#numbers tr.chosen")).to_contain_text("obrigado")


def test_a_card_says_what_is_being_written_and_the_last_message_again_when_it_is_given_up(tmp_path: Path) -> None:
    with house(tmp_path) as stack, page_in_chromium(locale="pt-BR") as page:
        stack.say(stack.customer(name="Maria Lima"), "pessoa")
        opened(page, stack, "ana", "Maria Lima")
        card, field = page.locator("#cards .preview"), page.locator("#compose textarea")
        field.fill("Já vou")
        expect(card).to_have_text("Rascunho: Já vou")
        field.fill("Já vou ver isso")
        expect(card).to_have_text("Rascunho: Já vou ver isso")
        field.fill("")
        expect(card).to_have_text("pessoa")
