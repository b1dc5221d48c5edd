"""A business at work: people who may sign in, a flow that knows when to call them, and everything running."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.stack import Stack

PASSWORD = "uma frase bem comprida 42"
PEOPLE = {"ana": ("Ana Lima", "admin"), "beto": ("Beto Reis", "agent")}
FLOW = """
zapbot: 1
flow: atendimento
triggers:
  - keyword: [oi, menu]
  - {keyword: pessoa, next: passa}
vars: {pedido: text}
nodes:
  menu:
    message: "*Olá!* Qual é o número do pedido?"
  espera:
    wait: {save: pedido, next: obrigado}
  obrigado:
    message: {text: "Obrigado! Anotei o pedido {{ pedido }}."}
    next: fim
  passa:
    transfer: {to: vendas, note: quer gente}
  fim:
    end: {}
"""


@contextmanager
def house(folder: Path, flow: str = FLOW, **settings: str) -> Iterator[Stack]:
    """Sandbox, server and worker, with the flow and the people."""
    with Stack(folder, **settings) as stack:
        stack.import_flow(flow)
        for name, (full, role) in PEOPLE.items():
            options = ("--name", full, "--role", role, "--password-stdin")
            done = stack.zapbot("users", "add", f"{name}@padaria.example", *options, input=f"{PASSWORD}\n")
            assert done.returncode == 0, done.stderr
        stack.start("sandbox", "serve", "worker")
        yield stack


_cookies: dict[tuple[Path, str], Any] = {}


def sign_in(page: Page, stack: Stack, name: str = "ana") -> None:
    """Be signed in as one of the people; once per business by the form, then with the cookie it gave while it lasts."""
    page.context.add_cookies(_cookies.get((stack.folder, name), []))
    page.goto(stack.server)
    if "/sign-in" in page.url:
        page.locator("[name=email]").fill(f"{name}@padaria.example")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").click()
    page.locator("nav.rail").wait_for()
    _cookies[stack.folder, name] = page.context.cookies()
