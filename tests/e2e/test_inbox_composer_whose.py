"""What is written, attached or recorded belongs to its conversation, whoever is open when the answers come."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import Stack, until
from zapbot.store.db import connect, transaction

FAKE_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
EXCUSED = ("Failed to load resource",)
"""What the browser itself says of an answer that is refused or never comes."""
BUBBLE, FAILED = "#messages .bubble.sending", "#messages .bubble.sending.failed"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A business at work."""
    with house(tmp_path_factory.mktemp("whose")) as found:
        assert found.zapbot("templates", "sync").returncode == 0
        yield found


@pytest.fixture
def page(stack: Stack) -> Iterator[Page]:
    """Ana's browser, with a microphone that hums."""
    options = {"locale": "pt-BR", "permissions": ["microphone"], "viewport": {"width": 1280, "height": 800}}
    with page_in_chromium(EXCUSED, FAKE_MICROPHONE, **options) as found:
        sign_in(found, stack)
        yield found


@pytest.fixture
def maria(stack: Stack) -> str:
    """A customer who waits for people."""
    return waiting(stack, "Maria Lima")


@pytest.fixture
def joao(stack: Stack) -> str:
    """Another one."""
    return waiting(stack, "João Braga")


def waiting(stack: Stack, name: str) -> str:
    """A new customer of that name, whose conversation alone is in the list."""
    _forget(stack, name)
    customer = stack.customer(name=name)
    stack.say(customer, "pessoa")
    until(lambda: _waits(stack, name), 20, f"{name} waits for people")
    return customer


def opened(page: Page, stack: Stack, name: str) -> None:
    """The inbox, and somebody's conversation in it."""
    page.goto(f"{stack.server}/inbox?tab=all")
    switch(page, name)


def switch(page: Page, name: str) -> None:
    """Click on somebody's card."""
    page.locator("#cards a", has_text=name).click()
    expect(page.locator("#head h2")).to_have_text(name)


def eventually(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Wait for something outside the page; what the page asks for passes meanwhile."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, what
        page.wait_for_timeout(50)


class Held:
    """The first request to an address, kept back until it is let go."""

    def __init__(self, page: Page, address: str) -> None:
        self._routes: list[Route] = []
        self._page = page
        page.route(address, lambda route: self._routes.append(route), times=1)

    def caught(self) -> None:
        """Wait until there is one."""
        eventually(self._page, lambda: bool(self._routes), "nothing was asked for")

    def go(self) -> None:
        """Let it pass; what follows passes by itself."""
        self.caught()
        self._routes[0].continue_()


def test_a_recording_goes_to_whom_it_was_made_for_and_the_others_draft_stays_one(
    page: Page, stack: Stack, maria: str, joao: str
) -> None:
    opened(page, stack, "Maria Lima")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        page.locator("form.compose textarea").fill("Só um rascunho")
    switch(page, "João Braga")
    held = Held(page, "**/files?*voice=true*")
    page.locator("[data-do=record]").click()
    expect(page.locator(".recorder .timer")).to_have_text("0:01")
    page.locator("[data-do=send-recording]").click()
    held.caught()
    switch(page, "Maria Lima")
    held.go()
    eventually(page, lambda: stack.heard(joao)[-1:] == ["audio"], "João has the recording")
    expect(page.locator("form.compose textarea")).to_have_value("Só um rascunho")
    assert "Só um rascunho" not in stack.heard(maria)


def test_a_slow_answer_pulls_nobody_back_and_all_files_arrive(
    page: Page, stack: Stack, maria: str, joao: str, tmp_path: Path
) -> None:
    opened(page, stack, "João Braga")
    _attach(page, tmp_path, 3)
    held = Held(page, "**/reply")
    page.locator("form.compose textarea").press("Enter")
    held.caught()
    switch(page, "Maria Lima")
    page.locator("form.compose textarea").press_sequentially("Bom dia")
    held.go()
    eventually(page, lambda: stack.heard(joao).count("document") == 3, "João has the files")
    expect(page.locator("form.compose textarea")).to_have_value("Bom dia")
    expect(page.locator("#head h2")).to_have_text("Maria Lima")
    assert stack.heard(maria).count("document") == 0


def test_a_refused_text_goes_back_to_its_own_conversation(page: Page, stack: Stack, maria: str, joao: str) -> None:
    opened(page, stack, "João Braga")
    held = Held(page, "**/reply")
    page.locator("form.compose textarea").fill("x" * 5000)
    page.locator("form.compose textarea").press("Enter")
    held.caught()
    switch(page, "Maria Lima")
    held.go()
    told = page.locator("#toasts .toast", has_text="João Braga")
    expect(told).to_contain_text("5000")
    expect(page.locator("form.compose textarea")).to_have_value("")
    held = page.evaluate("() => (window.same = true)")
    told.locator("a").click()
    expect(page.locator("form.compose textarea")).to_have_value("x" * 5000)
    assert page.evaluate("() => window.same") == held
    assert _drafts(stack) == {"João Braga": "x" * 5000}


def test_what_did_not_leave_can_be_sent_again_all_of_it_and_after_coming_back(
    page: Page, stack: Stack, maria: str, joao: str, tmp_path: Path
) -> None:
    opened(page, stack, "João Braga")
    _attach(page, tmp_path, 3)
    page.route("**/reply", lambda route: route.abort())
    page.locator("form.compose textarea").press("Enter")
    expect(page.locator(FAILED)).to_have_count(3)
    switch(page, "Maria Lima")
    expect(page.locator(BUBBLE)).to_have_count(0)
    switch(page, "João Braga")
    expect(page.locator(FAILED)).to_have_count(3)
    page.unroute("**/reply")
    page.locator(FAILED).first.get_by_role("button").click()
    eventually(page, lambda: stack.heard(joao).count("document") == 3, "João has the files")
    expect(page.locator(BUBBLE)).to_have_count(0)
    assert stack.heard(maria).count("document") == 0


def test_after_a_refusal_the_rest_is_attached_again(page: Page, stack: Stack, joao: str, tmp_path: Path) -> None:
    opened(page, stack, "João Braga")
    _attach(page, tmp_path, 2)
    page.locator("form.compose textarea").fill("Olá")
    _block(stack, 1.0)
    page.locator("form.compose textarea").press("Enter")
    expect(page.locator(".problem-line").first).to_contain_text("bloqueado")
    _block(stack, None)
    expect(page.locator(BUBBLE)).to_have_count(0)
    expect(page.locator(".files li")).to_have_count(2)
    expect(page.locator("form.compose textarea")).to_have_value("Olá")


def test_what_is_taken_back_from_elsewhere_is_the_draft_there(page: Page, stack: Stack, maria: str, joao: str) -> None:
    opened(page, stack, "João Braga")
    page.locator("form.compose textarea").fill("Enviado por engano")
    page.locator("form.compose textarea").press("Enter")
    page.locator("#toasts .undo").wait_for()
    switch(page, "Maria Lima")
    page.locator("#toasts .undo button").click()
    expect(page.locator("#cards a", has_text="João Braga")).to_contain_text("Enviado por engano")
    expect(page.locator("form.compose textarea")).to_have_value("")
    switch(page, "João Braga")
    expect(page.locator("form.compose textarea")).to_have_value("Enviado por engano")
    assert "Enviado por engano" not in stack.heard(joao)


def test_files_stay_with_their_conversation_and_wait_while_a_note_is_written(
    page: Page, stack: Stack, maria: str, joao: str, tmp_path: Path
) -> None:
    opened(page, stack, "João Braga")
    _attach(page, tmp_path, 1)
    switch(page, "Maria Lima")
    expect(page.locator(".files li")).to_have_count(0)
    switch(page, "João Braga")
    expect(page.locator(".files li")).to_have_count(1)
    page.locator(".modes label", has_text="Nota").click()
    page.locator("form.compose textarea").fill("Cliente antigo")
    page.locator("form.compose textarea").press("Enter")
    expect(page.locator(".bubble.note", has_text="Cliente antigo")).to_have_count(1)
    page.locator(".modes label", has_text="Responder").click()
    expect(page.locator(".files li")).to_be_visible()
    page.locator("form.compose textarea").press("Enter")
    eventually(page, lambda: stack.heard(joao)[-1:] == ["document"], "João has the file")


def test_a_file_that_cannot_be_sent_says_so_and_holds_nothing_up(
    page: Page, stack: Stack, joao: str, tmp_path: Path
) -> None:
    opened(page, stack, "João Braga")
    (tmp_path / "vazio.txt").write_bytes(b"")
    page.locator("[data-sizes]").set_input_files(tmp_path / "vazio.txt")
    expect(page.locator(".files .fault")).to_contain_text("vazio")
    page.locator("form.compose textarea").press("Enter")
    expect(page.locator("form.compose .problem-line")).to_contain_text("não subiu")
    page.locator("form.compose textarea").fill("Vai sem ele")
    page.locator("form.compose textarea").press("Enter")
    eventually(page, lambda: stack.heard(joao)[-1:] == ["Vai sem ele"], "João has the text")
    expect(page.locator(".files li")).to_have_count(1)


def test_a_draft_that_was_sent_in_another_window_is_not_there_to_be_sent_again(
    page: Page, stack: Stack, joao: str
) -> None:
    opened(page, stack, "João Braga")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        page.locator("form.compose textarea").fill("Uma vez só")
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context(locale="pt-BR").new_page()
    sign_in(other, stack)
    other.goto(page.url)
    expect(other.locator("form.compose textarea")).to_have_value("Uma vez só")
    page.locator("form.compose textarea").press("Enter")
    expect(other.locator("form.compose textarea")).to_have_value("")
    expect(page.locator("form.compose textarea")).to_have_value("")
    eventually(page, lambda: stack.heard(joao)[-1:] == ["Uma vez só"], "João has it")


def test_a_template_that_is_being_filled_in_is_not_taken_away_and_the_clocks_agree(
    page: Page, stack: Stack, maria: str
) -> None:
    _close_the_windows(stack)
    opened(page, stack, "Maria Lima")
    clocks = page.locator("#head .window, #contact .window")
    expect(clocks).to_have_text(["janela fechada", "Fechada"])
    page.locator(".template-choice[href]", has_text="{{").first.click()
    filled = page.locator("form.template-form input[required]:not([type=file])").first
    filled.fill("Mar")
    stack.say(maria, "Oi de novo")
    expect(page.locator("#picker .reopened")).to_be_visible()
    expect(filled).to_have_value("Mar")
    expect(filled).to_be_focused()
    expect(clocks).to_have_text(["fecha em 23 h", "fecha em 23 h"])
    page.locator("#picker .reopened button").click()
    expect(page.locator("form.compose textarea")).to_be_focused()
    expect(page.locator("form.compose .closes")).to_contain_text("fecha em 23 h")


def test_who_takes_a_conversation_over_writes_in_it_at_once(page: Page, stack: Stack, joao: str) -> None:
    opened(page, stack, "João Braga")
    held = Held(page, "**/take-over")
    page.locator("[data-act=take-over]").press("Enter")
    held.caught()
    page.keyboard.type("Olá, ")
    held.go()
    expect(page.locator("#handling .holder.mine")).to_be_visible()
    page.keyboard.type("João!")
    expect(page.locator("form.compose textarea")).to_have_value("Olá, João!")
    page.locator("[data-key=snooze] summary").press("Enter")
    page.locator("[data-key=snooze] button").first.press("Enter")
    expect(page.locator("#handling .stands")).to_be_visible()
    expect(page.locator("[data-key=snooze] summary")).to_be_focused()


def test_a_key_attaches_a_file(page: Page, stack: Stack, joao: str) -> None:
    opened(page, stack, "João Braga")
    page.locator("form.compose textarea").focus()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Control+Alt+a")
    assert chosen.value.is_multiple()


def _attach(page: Page, folder: Path, number: int) -> None:
    """That many small files, up already."""
    for one in range(number):
        (folder / f"arquivo{one}.txt").write_text(f"arquivo {one}")
    page.locator("[data-sizes]").set_input_files([folder / f"arquivo{one}.txt" for one in range(number)])
    expect(page.locator(".files li[data-source]")).to_have_count(number)


def _forget(stack: Stack, name: str) -> None:
    """Those of that name had their say: their conversations are over."""
    db = connect(stack.data_dir)
    try:
        with transaction(db):
            db.execute(
                "update conversations set status = 'resolved', resolved_at = 1 "
                "where contact_id in (select id from contacts where name = ?)",
                (name,),
            )
            db.execute("delete from drafts")
    finally:
        db.close()


def _waits(stack: Stack, name: str) -> bool:
    """Whether somebody of that name waits for people."""
    db = connect(stack.data_dir)
    try:
        found = db.execute(
            "select 1 from conversations c join contacts p on p.id = c.contact_id "
            "where p.name = ? and c.status = 'open' and c.owner = 'person'",
            (name,),
        )
        return found.fetchone() is not None
    finally:
        db.close()


def _block(stack: Stack, at: float | None) -> None:
    """Block everybody, or nobody, as if a colleague had done it this moment."""
    db = connect(stack.data_dir)
    try:
        with transaction(db):
            db.execute("update contacts set blocked_at = ?", (at,))
    finally:
        db.close()


def _close_the_windows(stack: Stack) -> None:
    """Two days went by without a word of any customer."""
    db = connect(stack.data_dir)
    try:
        with transaction(db):
            db.execute("update windows set last_inbound_at = last_inbound_at - 172800")
    finally:
        db.close()


def _drafts(stack: Stack) -> dict[str, str]:
    """What is begun, by customer."""
    db = connect(stack.data_dir)
    try:
        rows = db.execute(
            "select p.name, d.text from drafts d join conversations c on c.id = d.conversation_id "
            "join contacts p on p.id = c.contact_id"
        )
        return dict(rows.fetchall())
    finally:
        db.close()
