"""A campaign in a real browser: from a CSV file to its report, while the sandbox's customers get their messages."""

from pathlib import Path

import pytest

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack, until

PHONES = [f"5531985557{n}" for n in range(101, 107)]
ACCOUNT = {"WHATSAPP_BUSINESS_ACCOUNT_ID": "900000000000001", "PRICES": "utility=0.05"}


def lista(folder: Path) -> str:
    """A spreadsheet with one line nobody can be reached by."""
    file = folder / "lista.csv"
    rows = [f"{phone};Pessoa {n};dia {n}" for n, phone in enumerate(PHONES)]
    file.write_text("\n".join(["telefone;nome;dia", *rows, "12;Ninguém;nunca", ""]))
    return str(file)


def texts(stack: Stack, customer: str) -> int:
    """How many messages a customer got."""
    bubbles = stack.api("GET", f"customers/{customer}/messages")["messages"]
    return sum(bubble["direction"] == "out" for bubble in bubbles)


def test_from_a_csv_to_the_report(tmp_path: Path) -> None:
    with house(tmp_path, **ACCOUNT) as stack, page_in_chromium(locale="pt-BR") as page:
        assert stack.zapbot("templates", "sync").returncode == 0
        customers = [stack.customer(phone=phone, name=f"Pessoa {n}") for n, phone in enumerate(PHONES)]
        sign_in(page, stack)
        page.goto(f"{stack.server}/campaigns/new")
        page.locator("[name=list]").set_input_files(lista(tmp_path))
        page.get_by_role("button", name="Enviar lista").click()
        page.get_by_role("link", name="Usar este lembrete_consulta").click()
        page.locator("[name=name]").fill("Consultas")
        page.locator("[name='column.body.1']").select_option("nome")
        page.locator("[name='column.body.2']").select_option("dia")
        page.locator("#first", has_text="Olá Pessoa 0, a sua consulta é em dia 0").wait_for()
        page.locator("[value=never]").check()
        page.get_by_role("button", name="Conferir").click()
        page.locator(".tile", has_text="mensagens a enviar").get_by_text("6", exact=True).wait_for()
        page.locator(".wrong-lines li", has_text="Linha 8").wait_for()
        page.get_by_role("button", name="Criar campanha").click()
        page.locator("h1", has_text="Consultas").wait_for()
        assert [texts(stack, customer) for customer in customers] == [0] * 6
        page.get_by_role("button", name="Começar").click()
        page.locator("dialog[open] button.primary").click()
        page.locator(".state", has_text="concluída").wait_for(timeout=20_000)
        until(lambda: [texts(stack, customer) for customer in customers] == [1] * 6, 10, "everybody has it once")
        page.locator(".funnel text.figure", has_text="6").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_of_the_office_is_wider_than_its_window(tmp_path: Path, scheme: str, width: int) -> None:
    options = {"color_scheme": scheme, "locale": "pt-BR", "viewport": {"width": width, "height": 740}}
    with house(tmp_path, **ACCOUNT) as stack, page_in_chromium(**options) as page:
        assert stack.zapbot("templates", "sync").returncode == 0
        sign_in(page, stack)
        for path in ("campaigns", "campaigns/new", "admin/templates", "admin/templates/new", "admin/webhooks"):
            page.goto(f"{stack.server}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for path in ("admin/templates/aviso_entrega/pt_BR", "admin/numbers", "admin/dead", "admin/tokens"):
            page.goto(f"{stack.server}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
