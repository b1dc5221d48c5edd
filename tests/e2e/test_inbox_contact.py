"""The contact pane in a real browser: changed in place, by several people at once, without losing what is typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack

PERSON = "João Braga"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business where one customer waits for people."""
    with house(tmp_path_factory.mktemp("contact")) as stack:
        stack.say(stack.customer(name=PERSON, phone="5511955550144"), "pessoa")
        yield stack


def opened(page: Page, stack: Stack, name: str) -> None:
    """Sign in and open the conversation."""
    sign_in(page, stack, name)
    page.goto(f"{stack.server}/inbox?tab=unassigned")
    page.locator("#cards a", has_text=PERSON).click()
    expect(page.locator("#contact [name=name]").first).to_have_value(PERSON)


def test_what_one_person_changes_the_other_sees_and_keeps_what_they_type(stack: Stack) -> None:
    wide = {"width": 1440, "height": 900}
    with page_in_chromium(viewport=wide, locale="pt-BR") as ana:
        opened(ana, stack, "ana")
        with ana.context.browser.new_context(viewport=wide, locale="pt-BR") as other:  # type: ignore[union-attr]
            beto = other.new_page()
            opened(beto, stack, "beto")
            ana.locator("#contact [name=add]").fill("vip")
            ana.keyboard.press("Enter")
            expect(ana.locator("#contact .label")).to_have_text(["vip"])
            expect(ana.locator("#contact [name=add]")).to_have_value("")
            expect(beto.locator("#contact .label")).to_have_text(["vip"])
            beto.locator("#contact textarea").fill("meio escrito")
            ana.locator("#contact .label button").click()
            expect(ana.locator("#contact .label")).to_have_count(0)
            expect(beto.locator("#contact textarea")).to_have_value("meio escrito")
            beto.locator("#contact section", has=beto.locator("textarea")).locator("form.stack button").click()
            expect(beto.locator(".person-note").first).to_contain_text("meio escrito")
            expect(beto.locator("#contact textarea")).to_have_value("")
            expect(beto.locator("#contact .label")).to_have_count(0)
            expect(ana.locator(".person-note").first).to_contain_text("Beto Reis")
            for name in ("João B. Neto", PERSON):
                ana.locator("#contact [name=name]").first.fill(name)
                ana.keyboard.press("Enter")
                for page in (ana, beto):
                    expect(page.locator("#head h2")).to_have_text(name)
