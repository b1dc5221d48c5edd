"""How a text becomes a value of a declared type."""

from typing import Any

import pytest

from zapbot.flow import variables


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "012", "012"),
        ("text", 2.5, "2,5"),
        ("text", True, "sim"),
        ("option", "carro", "carro"),
        ("int", " 2019 ", 2019),
        ("int", "-7", -7),
        ("int", "012", 12),
        ("int", "1.234.567", 1234567),
        ("int", 7, 7),
        ("int", 7.0, 7),
        ("number", "2", 2.0),
        ("number", "2,5", 2.5),
        ("number", "2.5", 2.5),
        ("number", "1.234,56", 1234.56),
        ("number", "R$ 1.234,56", 1234.56),
        ("number", "0,00001", 0.00001),
        ("number", 1e14, 1e14),
        ("number", 0.00001, 0.00001),
        ("bool", "Sim!", True),
        ("bool", "NÃO", False),
        ("bool", "true", True),
        ("bool", False, False),
        ("date", "31/12/2026", "2026-12-31"),
        ("date", "1-2-26", "2026-02-01"),
        ("date", "2026-12-31", "2026-12-31"),
    ],
)
def test_a_text_is_read_as_its_type(kind: str, text: Any, value: Any) -> None:
    coerced = variables.coerce(kind, text)
    assert coerced == value
    assert type(coerced) is type(value)


@pytest.mark.parametrize("kind", variables.TYPES)
def test_nothing_stays_nothing(kind: str) -> None:
    assert variables.coerce(kind, None) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "dois"),
        ("int", "2,5"),
        ("int", "1.23"),
        ("int", "9" * 16),
        ("int", "１２"),
        ("int", ""),
        ("int", True),
        ("number", "1,2,3"),
        ("number", "nan"),
        ("number", "inf"),
        ("number", "1e5"),
        ("number", "9" * 400),
        ("bool", "talvez"),
        ("date", "31/02/2026"),
        ("date", "amanhã"),
        ("date", "2026/12/31"),
        ("date", "01/01/0000"),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind: str, text: Any) -> None:
    with pytest.raises(ValueError, match="is n"):
        variables.coerce(kind, text)
