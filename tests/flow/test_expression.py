"""The little language of `if:` and `{{ }}`."""

import time
from contextlib import suppress
from typing import Any

import pytest

from zapbot.flow import expression
from zapbot.flow.expression import ComparisonError, ExpressionError

KNOWN = {
    "ano": 2004,
    "valor": 2.5,
    "tipo": "Moto",
    "nome": "José da Silva",
    "dia": "2026-03-02",
    "vazio": "",
    "nada": None,
    "ativo": True,
    "contact.tags": ("VIP", "São Paulo"),
    "last.text": "Quero o PREÇO!",
}


def value(text: str) -> Any:
    return expression.parse(text).evaluate(KNOWN.__getitem__)


@pytest.mark.parametrize(
    "text",
    [
        "ano == 2004",
        "ano != 2005",
        "ano < 2005 and ano > 2003 and ano <= 2004 and ano >= 2004",
        "2000 < ano < 2010",
        "valor == 2.5",
        "valor > -1",
        'tipo == "moto"',
        "tipo == 'MOTO!'",
        'nome == "jose da silva"',
        'nome != "josé"',
        'tipo > "carro"',
        'nome < "KARINA"',
        'dia < "2026-12-31"',
        'not (tipo == "carro" or ano > 2005)',
        'tipo in ["carro", "moto"]',
        'tipo in ("carro", "moto")',
        'tipo not in ["carro"]',
        '"vip" in contact.tags',
        '"sao paulo" in contact.tags',
        '"preço" in last.text',
        '"quer" not in last.text',
        "ativo",
        "ativo == true",
        "not vazio",
        "nada == null",
        "vazio != null",
        "not nada",
        "null == null",
        "ano not in nada",
    ],
)
def test_this_holds(text: str) -> None:
    assert value(text) is True


@pytest.mark.parametrize("text", [f"nada {sign} 5" for sign in ("<", "<=", ">", ">=", "==")])
def test_what_is_not_known_is_neither_less_nor_more_nor_the_same(text: str) -> None:
    assert value(text) is False


@pytest.mark.parametrize("text", ['ano == "2004"', 'ano in ["2004"]', 'ativo == "true"', "tipo in 5"])
def test_values_of_different_types_are_never_the_same(text: str) -> None:
    assert value(text) is False


@pytest.mark.parametrize("text", ["tipo < 5", "ano > nome", "contact.tags < 1", "[1] < [tipo]"])
def test_values_of_different_types_cannot_be_put_in_order(text: str) -> None:
    with pytest.raises(ComparisonError, match="cannot compare"):
        value(text)


@pytest.mark.parametrize(
    ("text", "result"),
    [("tipo", "Moto"), ("nada or tipo", "Moto"), ("nada and tipo", None), ("-3", -3), ("[1, nada]", [1, None])],
)
def test_an_expression_may_be_any_value(text: str, result: Any) -> None:
    assert value(text) == result


def test_the_second_half_is_not_read_when_the_first_decides() -> None:
    assert value('ativo or desconhecido == "x"') is True


def test_an_expression_knows_the_names_it_reads() -> None:
    parsed = expression.parse('contact.fields.cidade == nome or tipo in ["x", last.text] and not true')
    assert parsed.names == {"contact.fields.cidade", "nome", "tipo", "last.text"}


@pytest.mark.parametrize(
    "text",
    [
        '__import__("os").system("ls")',
        "nome.upper()",
        "len(nome) > 3",
        "().__class__",
        "nome[0]",
        "nome[1:]",
        "lambda: 1",
        "[x for x in contact.tags]",
        "{x for x in contact.tags}",
        "(x for x in contact.tags)",
        "(x := 5) > 3",
        'f"{nome}"',
        "9 ** 9 ** 9",
        '"a" * 1000000000',
        "1 + 1",
        "7*7",
        "1 if ativo else 2",
        "{'a': 1}",
        "{1, 2}",
        "nome is null",
        "*nome",
        "await nome",
        "yield nome",
        "...",
        'b"bytes"',
        "1j",
        "None",
        "~5",
        '-"a"',
        "-nome",
        "-true",
        "+5",
        "nome = 1",
        "nome; ano",
        "nome ano",
        "nome && ano",
        "!nome",
        "",
        "(",
        "nome\x00",
        "'",
        "a\nb",
    ],
)
def test_this_is_not_part_of_the_language(text: str) -> None:
    with pytest.raises(ExpressionError):
        expression.parse(text)


@pytest.mark.parametrize("text", ["(" * 250 + ")" * 250, "not " * 120 + "x", "[" * 150 + "]" * 150, "x" + ".y" * 240])
def test_no_depth_is_too_deep(text: str) -> None:
    start = time.monotonic()
    with suppress(ExpressionError):
        expression.parse(text).evaluate(lambda _: 1)
    assert time.monotonic() - start < 0.5


def test_a_long_expression_is_refused() -> None:
    with pytest.raises(ExpressionError, match="longer than 500 characters"):
        expression.parse("a == 1 or " * 60 + "b")
