"""`/flows` on a real server: what the pages show, whom they are shown to, and that they change nothing."""

import re
import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.flow.graph.flows import HOSTILE
from tests.stack import Stack
from zapbot import starter
from zapbot.store import conversations, executions, flows, trace
from zapbot.store.db import connect

SELF_CLOSING = {"meta", "link", "img", "br", "path", "rect", "input"}
PAGES = ["/flows", "/flows/faq", "/flows/faq?version=1", "/flows/mau", "/flows/faq?lang=en", "/flows/none"]


class Page(HTMLParser):
    """What a browser would see of a page: elements with their attributes, and whether they are well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in SELF_CLOSING:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words in one line."""
        return " ".join(" ".join(self.words).split())

    def all(self, name: str) -> list[dict[str, str]]:
        """The attributes of each element of a name."""
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A server with the starter flows and one that means harm."""
    with Stack(tmp_path_factory.mktemp("flows")) as stack:
        assert stack.zapbot("flows", "import", str(starter.folder())).returncode == 0
        stack.import_flow(HOSTILE, "mau.yaml")
        _two_conversations(stack)
        stack.start("serve")
        _sign_in(stack)
        yield stack


def _sign_in(stack: Stack) -> None:
    """The client looks at everything as an agent."""
    done = stack.zapbot("users", "add", "caio@loja.example", "--link")
    link = done.stdout.rpartition("/sign-in/")[2].strip()
    assert stack.client.post(f"{stack.server}/sign-in/{link}").status_code == 303


def _two_conversations(stack: Stack) -> None:
    """One contact waits in the FAQ's menu, one was interrupted there."""
    from tests.store.people import T0, person
    from zapbot.flow import engine, reader
    from zapbot.flow.events import Started
    from zapbot.flow.scene import Scene

    db = connect(stack.data_dir)
    version = next(version for version in flows.active(db) if version.flow_id == "faq")
    flow = reader.load(version.source, version.file).flow
    assert flow is not None
    for number in ("5511955550101", "5511955550102"):
        contact = person(db, number)
        step = engine.step(flow, engine.start(flow), Started("keyword menu", node="menu"), Scene())
        conversation = conversations.current(db, contact, T0).id
        execution = executions.begin(db, contact, conversation, version.id, step.state, T0)
        trace.add(db, step.trace, contact, None, execution, T0)
    executions.stop(db, contact, T0)
    db.close()


def get(stack: Stack, path: str, **headers: str) -> httpx.Response:
    return stack.client.get(f"{stack.server}{path}", headers=headers)


def page(stack: Stack, path: str, **headers: str) -> Page:
    answer = get(stack, path, **headers)
    assert answer.status_code == 200
    return Page(answer.text)


def test_the_list_shows_every_flow(stack: Stack) -> None:
    shown = page(stack, "/flows")
    assert {"/flows/faq", "/flows/cotacao", "/flows/mau"} <= {a["href"] for a in shown.all("a")}
    assert "Perguntas frequentes" in shown.text
    assert "Agora no fluxo" in shown.text
    assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d", shown.text)


def test_a_flow_is_shown_with_picture_numbers_source_and_versions(stack: Stack) -> None:
    shown = page(stack, "/flows/faq")
    assert [svg for svg in shown.all("svg") if "fg" in svg.get("class", "").split()]
    assert {"picture", "numbers", "source", "versions"} <= {a.get("id") for _, a in shown.elements}
    assert "2 · 1 aqui" in shown.text
    assert "−1 (50%)" in shown.text
    assert "0 sem resposta · 1 interrompidas · 0 com erro" in shown.text


def test_each_node_leads_to_its_line_of_the_source(stack: Stack) -> None:
    shown = page(stack, "/flows/faq")
    lines = (starter.folder() / "faq.yaml").read_text("utf-8").split("\n")
    anchors = {a["id"] for a in shown.all("li") if "id" in a}
    assert {f"L{n}" for n in range(1, len(lines) + 1)} == anchors
    line = lines.index("  escolha:") + 1
    assert {"href": f"#L{line}"} in shown.all("a")


def test_a_node_can_be_led_to_and_stands_out_in_picture_and_table(stack: Stack) -> None:
    path = "/flows/faq?version=1&node=escolha"
    url = next(a["data-url"] for a in page(stack, path).all("div") if "data-url" in a)
    for shown in (page(stack, path), page(stack, url)):
        ids = [a["id"] for _, a in shown.elements if "id" in a]
        assert len(ids) == len(set(ids))
        assert {"node-menu", "node-escolha", "row-menu", "row-escolha"} <= set(ids)
        (node,) = [a for _, a in shown.elements if "fg-chosen" in a.get("class", "")]
        assert "fg-wait" in node["class"]
        chosen = [a["id"] for a in shown.all("tr") if a.get("class") == "chosen" and "id" in a]
        assert chosen == ["row-escolha"]
    for path in ("/flows/faq", "/flows/faq?node=nada", "/flows/mau?node=%3Cb%3E"):
        assert "fg-chosen" not in get(stack, path).text


def test_the_live_part_is_the_same_markup_by_itself(stack: Stack) -> None:
    url = next(a["data-url"] for a in page(stack, "/flows/faq").all("div") if "data-url" in a)
    part = page(stack, url)
    assert part.all("html") == []
    assert {a["data-part"] for _, a in part.elements if "data-part" in a} == {"totals", "picture", "rows"}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_under_a_strict_policy_and_kept_by_nobody(stack: Stack, path: str) -> None:
    first, second = get(stack, path), get(stack, path)
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"], "the nonce is used twice"
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in first.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_policy_forbids(stack: Stack, path: str) -> None:
    answer = get(stack, path)
    shown = Page(answer.text)
    for _, attributes in shown.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    for script in shown.all("script"):
        assert f"'nonce-{script['nonce']}'" in answer.headers["content-security-policy"]
        assert script["src"].startswith("/static/")
    assert shown.all("style") == []


def test_a_hostile_flow_stays_text(stack: Stack) -> None:
    for path in ("/flows", "/flows/mau", "/flows/mau/live"):
        shown = page(stack, path)
        assert all(a["src"].startswith("/static/") for a in shown.all("script"))
        assert shown.all("img") == shown.all("b") == shown.all("i") == []
    assert "<script>alert(1)</script>" in page(stack, "/flows/mau").text


def test_files_are_kept_for_ever_under_their_mark_only(stack: Stack) -> None:
    shown = page(stack, "/flows/faq")
    urls = [a["href"] for a in shown.all("link")] + [a["src"] for a in shown.all("script")]
    assert len(urls) >= 5
    assert [url for url in urls if not url.startswith("/static/")] == []
    for url in urls:
        answer = get(stack, url)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert get(stack, url.partition("?")[0]).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/none.css", "/static/..%2Fflows.py", "/static/%2e%2e/flows.py", "/static/"])
def test_other_files_do_not_exist(stack: Stack, path: str) -> None:
    assert get(stack, path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/flows/none", "/flows/none/live", "/flows/faq?version=99", "/flows/FAQ", "/flows/%00"]
)
def test_what_does_not_exist_is_a_page_that_says_so(stack: Stack, path: str) -> None:
    answer = get(stack, path)
    assert answer.status_code == 404
    assert "Não encontrado" in answer.text


@pytest.mark.parametrize("path", ["/flows", "/flows/faq", "/flows/faq/live", "/flows/none"])
def test_who_is_not_signed_in_is_asked_to(stack: Stack, path: str) -> None:
    answer = httpx.get(f"{stack.server}{path}", headers={"Accept": "text/html"}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
    assert "Perguntas frequentes" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/flows", "/flows/faq", "/flows/faq/live"])
def test_nothing_can_be_changed_here(stack: Stack, path: str, method: str) -> None:
    assert stack.client.request(method, f"{stack.server}{path}").status_code == 405


@pytest.mark.parametrize(
    ("path", "accepted", "language", "word"),
    [
        ("/flows", "", "pt-BR", "Fluxos"),
        ("/flows", "en-US,en;q=0.9", "en", "Flows"),
        ("/flows", "fr,pt;q=0.5", "pt-BR", "Fluxos"),
        ("/flows?lang=en", "pt-BR", "en", "Flows"),
        ("/flows?lang=xx", "en", "en", "Flows"),
    ],
)
def test_the_language_is_asked_for_or_accepted(
    stack: Stack, path: str, accepted: str, language: str, word: str
) -> None:
    shown = page(stack, path, **{"Accept-Language": accepted})
    assert shown.all("html") == [{"lang": language}]
    assert word in shown.text


def test_a_language_asked_for_stays_asked_for(stack: Stack) -> None:
    shown = page(stack, "/flows?lang=en")
    assert "/flows/faq?lang=en" in {a["href"] for a in shown.all("a")}
    url = next(a["data-url"] for a in page(stack, "/flows/faq?version=1&lang=en").all("div") if "data-url" in a)
    assert url == "/flows/faq/live?version=1&lang=en"


def test_an_older_version_says_that_it_is_one(stack: Stack) -> None:
    stack.import_flow(HOSTILE.replace("- list", "- another list"), "mau.yaml")
    assert "versão 1" in page(stack, "/flows/mau?version=1").text
    assert "não é a atual" in page(stack, "/flows/mau?version=1").text
    assert "não é a atual" not in page(stack, "/flows/mau").text


def test_a_version_that_cannot_be_understood_shows_its_file(stack: Stack) -> None:
    with sqlite3.connect(stack.data_dir / "zapbot.db") as db:
        row = db.execute("insert into flows (id, name) values ('velho', 'Velho') returning id").fetchone()
        made = db.execute(
            "insert into flow_versions (flow_id, number, file, source, imported_at) "
            "values (?, 1, 'velho.yaml', 'zapbot: 0 # <b>', 0) returning id",
            row,
        ).fetchone()
        db.execute("update flows set active_version = ? where id = 'velho'", made)
    db.close()
    shown = page(stack, "/flows/velho")
    assert "não consegue desenhar" in shown.text
    assert "zapbot: 0 # <b>" in shown.text
