"""The left pane: its lists, its filters, its views, what is done to many, and what is found."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.office_door import Browser, Site, site_of
from zapbot.connector import Inbound, Sender
from zapbot.desk.index import index
from zapbot.store import contacts, conversations, inbox, messages, windows
from zapbot.store.db import transaction
from zapbot.store.inbox import Filter

NAMES = ("Ana <b>Ribeiro</b>", "Bruno Lima", "Carla Souza")
HX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three customers, of whom the last two wait for people; what they said can be found."""
    with site_of(Path(tmp_path_factory.mktemp("list")) / "data") as site:
        with site.store() as db:
            for n, name in enumerate(NAMES):
                writes(db, f"553198555010{n}", name, f"cotação {n} <script>", time.time() - 600 * (n + 1))
            with transaction(db):
                for id in (2, 3):
                    conversations.give_to_people(db, id, None, time.time())
                contacts.tag(db, 2, ["vip"], [], time.time())
            while index(db, time.time()):
                pass
        yield site


def writes(db: Any, number: str, name: str, text: str, at: float) -> None:
    with transaction(db):
        contact = contacts.create(db, Sender(wa_id=number), at)
        contacts.learn(db, contact, Sender(wa_id=number), at)
        contacts.set_field(db, contact, "name", name)
        id = conversations.current(db, contact, at).id
        inbound = Inbound(f"wamid.{number}", at, Sender(), "text", text)
        message = messages.add_inbound(db, contact, id, inbound, at)
        windows.wrote(db, contact, "", at)
        conversations.heard(db, id, message or 0, at)


@pytest.fixture(scope="module")
def agent(site: Site) -> Browser:
    """Caio's browser."""
    return site.browser("agent")


@pytest.fixture(scope="module")
def supervisor(site: Site) -> Browser:
    """Bia's browser."""
    return site.browser("supervisor")


def cards(html: str) -> list[int]:
    """The conversations of a list, in its order."""
    return [int(id) for id in re.findall(r'<li id="card-(\d+)"', html)]


def test_nobody_sees_a_list_who_is_not_signed_in(site: Site) -> None:
    nobody = site.browser()
    for path in (
        "/inbox",
        "/inbox/list",
        "/inbox/cards?id=1",
        "/inbox/filters",
        "/search?q=bruno",
        "/search/more?before=9",
    ):
        answer = nobody.get(path)
        assert answer.status_code in (303, 401), path
        assert "Bruno" not in answer.text
    assert nobody.post("/inbox/bulk", {"deed": "resolve", "id": "1"}).status_code in (303, 401, 403)


def test_without_a_tab_the_first_that_holds_something_is_shown(agent: Browser) -> None:
    page = agent.get("/").text
    assert cards(page) == [3, 2]
    assert 'data-query="tab=unassigned&amp;status=open"' in page


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("tab=bot", [1]),
        ("tab=all", [1, 2, 3]),
        ("tab=all&tag=vip", [2]),
        ("tab=all&tag=vip&tag=atacado", []),
        ("tab=all&unread=1", []),
        ("tab=all&window=closed", []),
        ("tab=all&order=window", [3, 2, 1]),
        ("tab=all&status=resolved", []),
        ("tab=nonsense&order=nonsense&agent=x&window=', 1) --", [3, 2]),
        ("tab=all&agent=99999999999999999999999999", [1, 2, 3]),
    ],
)
def test_an_address_says_what_is_listed(agent: Browser, query: str, listed: list[int]) -> None:
    assert sorted(cards(agent.get(f"/inbox/list?{query}").text)) == sorted(listed)
    assert cards(agent.get(f"/inbox?{query}").text) == cards(agent.get(f"/inbox/list?{query}").text)


def test_the_window_that_closes_first_comes_first(agent: Browser) -> None:
    assert cards(agent.get("/inbox/list?tab=all&order=window").text) == [3, 2, 1]


def test_the_filters_stay_when_another_tab_is_chosen(agent: Browser) -> None:
    page = agent.get("/inbox/list?tab=all&tag=vip&order=recent").text
    assert "/inbox/list?tab=bot&amp;status=open&amp;order=recent&amp;tag=vip" in page
    assert "/inbox?tab=all&amp;status=open" in page


def test_what_customers_call_themselves_is_only_text(agent: Browser) -> None:
    for path in ("/inbox?tab=all", "/search?q=cotação", "/inbox/list?tab=all"):
        page = agent.get(path).text
        assert "<b>Ribeiro</b>" not in page
        assert "<script>" not in page


def test_a_card_shows_what_one_began_to_answer_instead_of_what_was_said(agent: Browser, supervisor: Browser) -> None:
    begun = {"mode": "reply", "text": "Sai às 9 <i>h</i>\nou às 10", "key": "0123456789"}
    assert agent.post("/c/1/draft", begun).status_code == 204
    mine, hers = (browser.get("/inbox/cards?tab=all&status=open&id=1").text for browser in (agent, supervisor))
    assert "Rascunho:</b> <bdi data-draft>Sai às 9 &lt;i&gt;h&lt;/i&gt;\nou às 10</bdi>" in mine
    assert "cotação 0" not in mine
    assert "Rascunho" not in hers
    assert "cotação 0" in hers
    agent.post("/c/1/draft", {**begun, "text": ""})
    assert "Rascunho" not in agent.get("/inbox/list?tab=all").text


def test_a_card_says_in_words_how_long_and_how_the_window_stands(agent: Browser) -> None:
    page = agent.get("/inbox/list?tab=all").text
    assert "há 10 min" in page
    assert 'data-state="good"' in page
    assert "A janela de 24 horas fecha em" in page


def ends(site: Site, id: int, kind: str, text: str, origin: str | None = None, status: str = "sent") -> Any:
    """The last message of a conversation as somebody sees its card; ours when it has an origin."""
    with site.store() as db, transaction(db):
        columns = {"kind": kind, "text": text, "origin": origin or "customer", "status": status}
        columns["direction"] = "out" if origin else "in"
        marks = ", ".join(f"{name} = :{name}" for name in columns)
        last = "(select last_message_id from conversations where id = :conversation)"
        db.execute(f"update messages set {marks} where id = {last}", {**columns, "conversation": id})


@pytest.fixture
def preview(site: Site, agent: Browser) -> Iterator[Any]:
    """How the last message of the first conversation reads on its card, tags left out."""

    def read(kind: str, text: str, origin: str | None = None, status: str = "sent") -> str:
        ends(site, 1, kind, text, origin, status)
        (part,) = re.findall(r'<span class="preview".*?\n', agent.get("/inbox/cards?tab=all&id=1").text)
        return " ".join(re.sub(r"<[^>]+>", " ", part).split())

    yield read
    ends(site, 1, "text", "cotação 0 <script>")


@pytest.mark.parametrize(
    ("last", "read"),
    [
        (("reaction", "❤", "agent"), "↩ Vocês: Reagiu com ❤"),
        (("reaction", ""), "Retirou a reação"),
        (("interactive", "Sent"), "Respondeu ao formulário"),
        (("interactive", ""), "Resposta"),
        (("text", "Olá!", "flow"), "↩ Robô: Olá!"),
        (("text", "Olá!", "api"), "↩ API: Olá!"),
        (("text", "Olá!", "agent"), "↩ Vocês: Olá!"),
        (("image", ""), "Foto"),
        (("text", "Olá!", "flow", "failed"), "! não entregue: ↩ Robô: Olá!"),
        (("text", "Olá!", "agent", "dead"), "! não enviada: ↩ Vocês: Olá!"),
        (("text", "Olá!", "agent", "unknown"), "↩ Vocês: Olá!"),
    ],
)
def test_a_card_says_in_words_what_came_last_and_that_it_failed(preview: Any, last: Any, read: str) -> None:
    assert preview(*last) == read


def test_what_was_deleted_is_not_read_on_the_card(site: Site, agent: Browser, preview: Any) -> None:
    with site.store() as db, transaction(db):
        messages.revoke(db, "wamid.5531985550100", time.time())
    assert preview("text", "segredo") == "Mensagem apagada"
    with site.store() as db, transaction(db):
        db.execute("update messages set revoked_at = null")


def test_one_message_is_one(site: Site, agent: Browser) -> None:
    with site.store() as db:
        unread = [card.unread for card in inbox.page(db, Filter(3, "all")) if card.id == 2]
    assert unread == [0]
    with site.store() as db, transaction(db):
        db.execute("update conversations set transferred_at = null where id = 2")
    page = agent.get("/inbox/cards?tab=all&id=2").text
    assert "1 não lida<" in page
    assert "1 não lidas" not in page
    with site.store() as db, transaction(db):
        db.execute("update conversations set transferred_at = ? where id = 2", (time.time(),))


def test_a_list_of_ones_own_that_is_empty_leads_to_where_the_conversations_are(agent: Browser) -> None:
    page = agent.get("/inbox?tab=mine").text
    (empty,) = re.findall(r'<li class="empty">.*?</li>', page, re.DOTALL)
    assert re.findall(r'href="([^"]+)"', empty) == [
        f"/inbox?tab={tab}&amp;status=open" for tab in ("unassigned", "bot", "all")
    ]
    assert re.findall(r'class="count">(\d+)<', empty) == ["2", "1", "3"]
    assert "elsewhere" not in agent.get("/inbox?tab=mine&status=resolved").text


def test_more_conversations_are_a_link_away_where_there_are_no_scripts(tmp_path: Path) -> None:
    with site_of(tmp_path / "data") as site:
        with site.store() as db:
            for n in range(45):
                writes(db, f"5531985550{n:03}", f"Pessoa {n}", "oi", time.time() - n)
        agent = site.browser("agent")
        first = agent.get("/inbox?tab=all").text
        (more,) = re.findall(r'<li class="more" id="more"><a class="button" href="([^"]+)"', first)
        rest = agent.get(more.replace("&amp;", "&")).text
        assert sorted(cards(first) + cards(rest)) == list(range(1, 46))
        assert 'id="more"' not in rest


def test_a_strange_key_of_a_draft_is_refused_in_words(agent: Browser) -> None:
    answer = agent.post("/c/1/draft", {"mode": "reply", "text": "oi", "key": "x"})
    assert answer.status_code == 400
    assert "Isso não foi entendido" in answer.text


def test_cards_are_drawn_where_they_are_and_what_fits_no_more_is_marked(agent: Browser) -> None:
    page = agent.get("/inbox/cards?tab=bot&status=open&id=1&id=2&id=99").text
    assert cards(page) == [1, 2]
    assert re.findall(r'id="card-(\d+)" class="[^"]*\bgone\b', page) == ["2"]
    assert page.count("<hx-partial") == 2


def test_there_is_an_end_to_how_many_cards_are_asked_for(agent: Browser) -> None:
    many = "&".join(f"id={n}" for n in range(51))
    assert agent.get(f"/inbox/cards?{many}").status_code == 400


def test_the_filters_are_a_page_without_scripts_and_a_panel_with_them(agent: Browser) -> None:
    whole, part = agent.get("/inbox/filters?tag=vip"), agent.get("/inbox/filters?tag=vip", headers=HX)
    for page in (whole.text, part.text):
        assert re.search(r'name="tag" value="vip" checked', page)
    assert "<html" in whole.text
    assert "<html" not in part.text


def test_a_view_is_kept_shown_and_removed(agent: Browser, supervisor: Browser) -> None:
    form = {"name": "Meus VIP", "query": "tab=all&status=open&tag=vip"}
    kept = agent.post("/inbox/views", form)
    assert kept.status_code == 303
    page = agent.get(kept.headers["location"]).text
    assert cards(page) == [2]
    (id,) = re.findall(r'action="/inbox/views/(\d+)/remove"', page)
    assert "Meus VIP" not in supervisor.get("/inbox").text
    assert supervisor.post(f"/inbox/views/{id}/remove", {}).status_code == 404
    assert agent.post(f"/inbox/views/{id}/remove", {}).status_code == 303
    assert "Meus VIP" not in agent.get("/inbox").text


def test_nobody_but_who_may_make_it_removes_what_everybody_sees(agent: Browser, supervisor: Browser) -> None:
    kept = supervisor.post("/inbox/views", {"name": "Da casa", "query": "tab=all", "shared": "1"})
    address = kept.headers["location"]
    (remove,) = re.findall(r'action="(/inbox/views/\d+/remove)"', supervisor.get(address).text)
    assert "Da casa" in agent.get(address).text
    assert remove not in agent.get(address).text
    assert agent.post(remove).status_code == 404
    assert supervisor.post(remove).status_code == 303
    assert "Da casa" not in agent.get("/inbox").text


def test_an_agent_keeps_no_view_for_everybody(agent: Browser, supervisor: Browser) -> None:
    form = {"name": "De todos", "query": "tab=all", "shared": "1"}
    assert agent.post("/inbox/views", form).status_code == 422
    assert supervisor.post("/inbox/views", form, headers=HX).status_code == 200
    assert "De todos" in agent.get("/inbox").text


def test_what_is_picked_is_changed_and_the_way_back_is_offered(agent: Browser, supervisor: Browser) -> None:
    form = {"deed": "label", "label": " atacado ", "id": ["2", "3"], "query": "tab=all&status=open", "to": "nobody"}
    page = agent.post("/inbox/bulk", form, headers=HX)  # type: ignore[arg-type]
    assert page.status_code == 200
    assert "Feito em 2 de 2 conversas." in page.text
    assert sorted(cards(agent.get("/inbox/list?tab=all&tag=atacado").text)) == [2, 3]
    (job,) = re.findall(r'action="/inbox/bulk/(\d+)/undo"', page.text)
    assert supervisor.post(f"/inbox/bulk/{job}/undo", {}).status_code == 404
    undone = agent.post(f"/inbox/bulk/{job}/undo", {"query": "tab=all"}, headers=HX)
    assert "Desfazendo em 2 conversas…" in undone.text
    again = agent.post(f"/inbox/bulk/{job}/undo", {"query": "tab=all"}, headers=HX)
    assert "Desfazendo em 2 conversas…" in again.text


def test_all_that_fit_means_the_list_and_not_the_page(agent: Browser) -> None:
    form = {"deed": "label", "label": "todas", "all": "1", "query": "tab=unassigned&status=open"}
    assert agent.post("/inbox/bulk", form).status_code == 303
    assert sorted(cards(agent.get("/inbox/list?tab=all&tag=todas").text)) == [2, 3]


@pytest.mark.parametrize("form", [{"deed": "resolve"}, {"deed": "drop", "id": "1"}, {"deed": "label", "id": "1"}])
def test_a_wish_that_makes_no_sense_changes_nothing(agent: Browser, form: dict[str, str]) -> None:
    assert agent.post("/inbox/bulk", form).status_code == 422


def test_a_form_of_another_site_changes_nothing(agent: Browser) -> None:
    assert agent.bare_post("/inbox/bulk", {"deed": "resolve", "id": "1"}).status_code == 403
    assert agent.bare_post("/inbox/views", {"name": "x", "query": ""}).status_code == 403


@pytest.mark.parametrize("words", ["cotacao", "COTAÇÃO 1", "bruno", "31 98555-0101", "(31) 8555-0101"])
def test_people_and_messages_are_found_as_one_types(agent: Browser, words: str) -> None:
    part = agent.get("/search", params={"q": words}, headers=HX).text
    assert "Bruno Lima" in part
    assert "<html" not in part
    assert "Bruno Lima" in agent.get("/search", params={"q": words}).text


def test_a_hit_leads_to_its_message_and_shows_the_word(agent: Browser) -> None:
    page = agent.get("/search", params={"q": "cotacao"}, headers=HX).text
    assert "<mark>cotação</mark> 1 &lt;script&gt;" in page
    assert "/c/2?message=2" in page


def test_nothing_found_is_said(agent: Browser) -> None:
    assert "Nada encontrado com “xyzzy”" in agent.get("/search?q=xyzzy", headers=HX).text
    assert agent.get("/search?q=", headers=HX).text.strip() == ""


def test_older_hits_come_when_asked_for(agent: Browser) -> None:
    assert "/c/1?message=1" in agent.get("/search/more?q=cotacao&before=2").text
    assert "message=" not in agent.get("/search/more?q=cotacao&before=1").text
