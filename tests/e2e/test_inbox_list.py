"""The list in a real browser: it follows what happens, without a jump under the hand of who looks at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack

PEOPLE = ("Ana Ribeiro", "Bruno Lima", "Carla Souza")
CARD = "#cards .card-item"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business at work."""
    with house(tmp_path_factory.mktemp("list")) as stack:
        yield stack


@pytest.fixture(scope="module")
def customers(stack: Stack) -> list[str]:
    """Three who wait for people, in their order."""
    found = []
    for n, name in enumerate(PEOPLE):
        found.append(stack.customer(name=name, phone=f"553198555020{n}"))
        stack.say(found[-1], "pessoa")
    return found


@pytest.fixture
def page(stack: Stack, customers: list[str]) -> Iterator[Page]:
    """Ana's browser, with who waits in front of her."""
    assert customers
    with page_in_chromium(viewport={"width": 1280, "height": 800}, locale="pt-BR") as page:
        sign_in(page, stack)
        page.goto(f"{stack.server}/inbox?tab=unassigned")
        for name in PEOPLE:
            expect(page.locator(CARD, has_text=name)).to_be_visible()
        yield page


def test_a_message_shows_on_its_card_and_the_list_stays_where_the_hand_is(
    page: Page, stack: Stack, customers: list[str]
) -> None:
    page.locator(f"{CARD} a", has_text="Ana Ribeiro").hover()
    stack.say(customers[1], "Tem pão de queijo?")
    expect(page.locator(CARD, has_text="Bruno Lima")).to_contain_text("Tem pão de queijo?")
    newcomer = stack.customer(name="Davi Prado")
    stack.say(newcomer, "pessoa")
    expect(page.locator("#changed")).to_be_visible()
    expect(page.locator(CARD)).to_have_count(3)
    page.mouse.move(900, 400)
    expect(page.locator(CARD)).to_have_count(4)
    expect(page.locator("#changed")).to_be_hidden()


def test_what_was_picked_stays_picked_while_the_list_moves(page: Page, stack: Stack, customers: list[str]) -> None:
    page.locator(CARD, has_text="Carla Souza").locator(".pick").check()
    expect(page.locator("#bulk")).to_be_visible()
    page.mouse.move(900, 400)
    stack.say(customers[0], "Ainda estou aqui")
    expect(page.locator(CARD, has_text="Ana Ribeiro")).to_contain_text("Ainda estou aqui")
    expect(page.locator(CARD, has_text="Carla Souza").locator(".pick")).to_be_checked()
    expect(page.locator("[data-picked]")).to_have_text("1")


def test_many_are_resolved_and_all_come_back(page: Page) -> None:
    count = page.locator(CARD).count()
    page.locator(CARD).first.locator(".pick").check()
    page.locator(CARD).nth(2).locator(".pick").click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("3")
    page.locator("#bulk button.primary").click()
    expect(page.locator(".job")).to_contain_text("Feito em 3 de 3 conversas.")
    page.mouse.move(900, 400)
    expect(page.locator(CARD)).to_have_count(count - 3)
    page.locator(".job button").click()
    page.mouse.move(900, 400)
    expect(page.locator(CARD)).to_have_count(count)
    expect(page.locator("#bulk")).to_be_hidden()


def test_what_was_done_to_many_lets_go_of_them(page: Page) -> None:
    page.locator(CARD).first.locator(".pick").check()
    page.locator(CARD).nth(1).locator(".pick").check()
    page.locator("#bulk [name=label]").fill("atacado")
    page.get_by_role("button", name="Etiquetar").click()
    expect(page.locator(".job")).to_contain_text("Feito em 2 de 2 conversas.")
    expect(page.locator("#cards .pick:checked")).to_have_count(0)
    expect(page.locator("#bulk")).to_be_hidden()


def test_the_filters_make_way_for_what_they_filtered(page: Page) -> None:
    page.locator(".statuses .filter").click()
    page.locator("#panel [name=unread]").check()
    page.locator("#panel .filters button.primary").click()
    expect(page.locator(".statuses .clear")).to_be_visible()
    expect(page.locator("#panel > *")).to_have_count(0)
    page.locator(".statuses .filter").click()
    page.locator("#keep [name=name]").fill("Não lidas")
    page.locator("#keep button").click()
    expect(page.locator(".statuses .view [aria-current]")).to_have_text("Não lidas")
    expect(page.locator("#panel > *")).to_have_count(0)


def test_the_keys_go_from_conversation_to_conversation(page: Page) -> None:
    page.locator(f"{CARD} a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{CARD} a").nth(1)).to_be_focused()
    expect(page.locator(f"{CARD} a[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Enter")
    name = page.locator(f"{CARD} .who").nth(1).inner_text()
    expect(page.locator(".thread-head h2")).to_have_text(name)
    page.keyboard.press("Alt+j")
    following = page.locator(f"{CARD} .who").nth(2).inner_text()
    expect(page.locator(".thread-head h2")).to_have_text(following)
    page.keyboard.press("Alt+k")
    expect(page.locator(".thread-head h2")).to_have_text(name)


def test_what_was_just_said_is_found_and_leads_to_its_message(page: Page, stack: Stack, customers: list[str]) -> None:
    stack.say(customers[2], "Quero saber da bicicleta amarela")
    search = page.locator(".search input")
    expect(page.locator(CARD, has_text="Carla Souza")).to_contain_text("bicicleta")
    for n in range(20):
        with page.expect_response(lambda answer: "/search?q=BICI" in answer.url):
            search.fill(("BICICLÉTA ama", "BICICLÉTA amar")[n % 2])
        if page.locator("#found mark").count():
            break
    page.locator("#found li a").first.click()
    expect(page.locator("#messages")).to_contain_text("bicicleta amarela")
    assert "message=" in page.url


def test_the_address_remembers_the_list(page: Page) -> None:
    page.locator(".tabs a", has_text="Todas").click()
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("Todas")
    page.wait_for_url("**/inbox?tab=all*")
    page.reload()
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("Todas")
