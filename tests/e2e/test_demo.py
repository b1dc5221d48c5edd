"""`zapbot demo` as a stranger would use it: one command, the printed link, the quote played to its end."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.chromium import page_in_chromium
from tests.stack import until


@contextmanager
def running(tmp_path: Path, ending: signal.Signals) -> Iterator[str]:
    """A demo and the link to its phone; it ends on a signal with all it started, and leaves nothing behind."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZAPBOT_")}
    environment |= {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    log = tmp_path / "demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "zapbot", "demo"], cwd=tmp_path, env=environment, stdout=output, stderr=output
        )
    try:
        found = until(lambda: re.search(r"Phone:\s+(http://127\.0\.0\.1:\d+/)\s", log.read_text()), 40, "the link")
        until(lambda: "Ctrl-C stops everything" in log.read_text(), 40, "the demo is up")
        yield found[1]
        demo.send_signal(ending)
        assert demo.wait(25) == 0, log.read_text()
        assert not list(tmp_path.glob("zapbot-demo-*")), "the data directory is left behind"
    finally:
        demo.kill()
        demo.wait()


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """The link a running demo printed."""
    with running(tmp_path, signal.SIGINT) as link:
        yield link


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path, ending: signal.Signals) -> None:
    with running(tmp_path, ending) as link:
        assert 'data-zone="America/Sao_Paulo"' in httpx.get(link).text
        said = re.search(r"in another browser: (\S+)/sign-in  (\S+)  (\S+)", (tmp_path / "demo.log").read_text())
        assert said
        server, email, password = said.groups()
        known, guess = (
            httpx.post(f"{server}/sign-in", data={"email": email, "password": word}) for word in (password, "palpite")
        )
        assert (known.status_code, guess.status_code) == (303, 401)


def test_the_quote_flow_is_played_to_its_end_on_the_phone_page(link: str, tmp_path: Path) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        page.goto(link)
        page.locator("#composer-text").fill("Oi, quero fazer uma cotação")
        page.locator("#composer-send").click()
        page.locator("button[data-option=carro]").click()
        page.locator("#thread").get_by_text("Perfeito, carro! Qual é a placa?").wait_for()
        page.locator("#composer-text").fill("não sei")
        page.keyboard.press("Enter")
        page.locator("#thread").get_by_text("Essa placa não parece certa. Envie como ABC1D23.").wait_for()
        page.locator("#composer-text").fill("abc-1d23")
        page.keyboard.press("Enter")
        page.locator("#thread").get_by_text("E o ano do modelo?").wait_for()
        page.locator("#composer-text").fill("2019")
        page.keyboard.press("Enter")
        page.locator("#thread").get_by_text(
            "Anotado: carro ABC1D23, 2019. Um consultor envia os valores agora mesmo."
        ).wait_for()
        page.screenshot(path=tmp_path / "quote.png")
        closed = page.locator("#thread").get_by_text("Nosso time volta às 8h").count()  # said out of hours only
        assert page.locator("[data-direction=out]").count() == 6 + closed


def test_a_customer_without_a_number_is_served_and_the_list_opens(link: str) -> None:
    with page_in_chromium(locale="pt-BR") as page:
        page.goto(link)
        page.locator("#customers [data-customer]", has_text="Ana Ribeiro").click()
        page.locator("#composer-text").fill("oi")
        page.keyboard.press("Enter")
        page.locator("button[data-list]").click()
        page.get_by_role("dialog").get_by_text("Endereço").click()
        page.locator("#thread").get_by_text("Posso ajudar em mais alguma coisa?").wait_for()


def test_the_first_link_leads_into_the_inbox_once(link: str, tmp_path: Path) -> None:
    found = re.search(r"Inbox:\s+(http\S+/sign-in/\S+)", (tmp_path / "demo.log").read_text())
    assert found
    with page_in_chromium(locale="pt-BR") as page:
        page.goto(found[1])
        page.get_by_role("button", name="Entrar como").click()
        page.locator("main.inbox").wait_for()
    with page_in_chromium(locale="pt-BR") as page:
        assert "já foi usado" in page.request.get(found[1]).text()
