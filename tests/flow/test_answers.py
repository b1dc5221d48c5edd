"""The answers a `wait` asks for by name."""

import pytest

from zapbot.flow import answers
from zapbot.flow.state import Value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("cpf", "529.982.247-25", "52998224725"),
        ("cpf", "meu cpf é 529 982 247 25", "52998224725"),
        ("cpf", "52998224724", None),
        ("cpf", "111.111.111-11", None),
        ("cpf", "5299822472", None),
        ("cpf", "５２９９８２２４７２５", None),
        ("cpf", "²²²", None),
        ("cep", "01310-100", "01310-100"),
        ("cep", "01310100", "01310-100"),
        ("cep", "1310100", None),
        ("plate", "abc-1234", "ABC1234"),
        ("plate", "ABC 1D23", "ABC1D23"),
        ("plate", "AB11234", None),
        ("plate", "ABC1DD3", None),
        ("email", " Maria.Souza@Example.COM.br ", "maria.souza@example.com.br"),
        ("email", "maria@", None),
        ("email", "a@b@c.com", None),
        ("email", "maria souza@x.com", None),
        ("date", "31/12/2026", "2026-12-31"),
        ("date", "29/02/2027", None),
        ("date", "ontem", None),
        ("int", " 42 ", 42),
        ("int", "4,2", None),
        ("int", "٤٢", None),
        ("number", "1.234,50", 1234.5),
        ("number", "muito", None),
        ("number", "9" * 400, None),
    ],
)
def test_an_answer_is_understood_or_it_is_none(name: str, text: str, value: Value) -> None:
    assert answers.BY_NAME[name](text) == value


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("upper", " ABC-1D 23É "),
        ("lower", " abc-1d 23é "),
        ("title", " Abc-1D 23É "),
        ("strip", "aBc-1d 23é"),
        ("alnum", "aBc1d23é"),
        ("digits", "123"),
    ],
)
def test_an_answer_is_cleaned(name: str, cleaned: str) -> None:
    assert answers.CLEANERS[name](" aBc-1d 23é ") == cleaned
