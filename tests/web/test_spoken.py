"""Sentences of the desk in the visitor's language: each pattern is what the desk really says."""

import asyncio
from pathlib import Path

import pytest

from tests.desk.approved import keep
from tests.desk.conftest import office as office
from tests.desk.office import Office
from zapbot.children import free_port
from zapbot.desk import campaign_people, template_rules
from zapbot.desk.campaign_create import Plan, preview
from zapbot.errors import UsageError
from zapbot.model import Template
from zapbot.outside.addresses import AddressRefusedError, Allowed, check_literal, check_url
from zapbot.outside.post import Post
from zapbot.templates import Definition, Header
from zapbot.web import catalogue
from zapbot.web.campaigns import lists
from zapbot.web.spoken import KEYS, spoken

PORTUGUESE, ENGLISH = catalogue.words("pt_BR"), catalogue.words("en")
ROWS = [
    {"nome": "Ana"},
    {"telefone": "5,53199E+12"},
    {"telefone": "123"},
    {"telefone": "31985550101"},
    {"telefone": "31985550102", "nome": "Ana\nMaria"},
]


def test_every_key_has_words() -> None:
    assert [key for _, key in KEYS if key not in PORTUGUESE] == []


def test_every_wrong_line_of_a_list_is_said_in_portuguese(office: Office) -> None:
    keep(office.db, Definition(name="oi", body="Olá {{1}}, tudo bem?", examples={"1": "Ana"}))
    people = campaign_people.from_rows(office.db, ROWS, office.now)
    count = preview(office.db, Plan("x", Template("oi", params=("{nome}",)), 5.0), people, lambda: office.now)
    said = [spoken(PORTUGUESE, reason) for _, reason in count.wrong]
    assert said[0] == "sem telefone"
    assert said[1].startswith("a planilha encurtou o telefone")
    assert said[2].startswith("123 não é um telefone")
    assert said[3] == "sem valor para nome"
    assert "quebra de linha" in said[4]


def test_every_rule_of_templates_is_said_in_portuguese() -> None:
    wrong = (
        Definition(name="Oi", language="x", body="{{a}} {", header=Header("text", "{{1}} {{2}}"), footer="{{1}}"),
        Definition(name="oi", body="Oi, tudo bem, {{1}} {{nome}} {{Nome}}"),
        Definition(name="oi", body="x" * 1025),
        Definition(name="oi", body="Olá, {{2}} tudo bem por aí hoje?", examples={"2": "x"}),
    )
    for definition in wrong:
        for where, what in template_rules.problems(definition):
            assert spoken(PORTUGUESE, what) != what, (where, what)


def test_what_has_no_words_is_shown_as_it_came() -> None:
    assert spoken(PORTUGUESE, "something {new} happened") == "something {new} happened"


@pytest.mark.parametrize(("text", "said"), [("a;b\n1;2\n", "não tem uma coluna"), ("phone;a;a\n", "mesmo nome")])
def test_a_list_that_is_none_is_said_in_portuguese(tmp_path: Path, text: str, said: str) -> None:
    source = tmp_path / "l.csv"
    source.write_text(text)
    with source.open("rb") as file, pytest.raises(UsageError) as caught:
        lists.keep(tmp_path, file)
    assert said in spoken(PORTUGUESE, str(caught.value))
    assert list((tmp_path / "lists").iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "ftp://crm.example/",
        "https://ana@crm.example/",
        "https://crm.example/../x",
        "https://[x",
        "https://127.1/",
        "https://10.0.0.1/",
    ],
)
def test_every_reason_against_an_address_is_said_in_portuguese(url: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        host, _ = check_url(url, Allowed())
        check_literal(host)
    sentence = str(refused.value)
    assert spoken(PORTUGUESE, sentence) != sentence
    assert spoken(PORTUGUESE, f"no webhook can go there: {sentence}").endswith(spoken(PORTUGUESE, sentence))


def test_a_connection_that_fails_is_said_in_portuguese() -> None:
    port = free_port()

    async def tried(url: str) -> str:
        post = Post(Allowed(frozenset({("127.0.0.1", port)})))
        try:
            return (await post(url, b"", {})).error or ""
        finally:
            await post.close()

    refused = asyncio.run(tried(f"http://127.0.0.1:{port}/"))
    nowhere = asyncio.run(tried("https://nao-existe.invalid/"))
    assert spoken(PORTUGUESE, refused) == PORTUGUESE["reason.no_connection"]
    assert spoken(PORTUGUESE, nowhere) == PORTUGUESE["reason.no_such_name"]
