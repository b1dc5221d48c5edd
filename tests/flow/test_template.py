"""Texts with `{{ }}` in them."""

from typing import Any

import pytest

from zapbot.flow import template
from zapbot.flow.expression import ExpressionError

HOSTILE = [
    "{{7*7}}",
    "{{ 7*7 }}",
    "{{ segredo }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% for x in y %}",
    "%(segredo)s %s %d",
    "{0.__class__} {segredo} {}",
    "$segredo ${segredo}",
    "{{",
    "}}",
    "}} {{ segredo }} {{",
    "\\g<0> \\1",
    "<script>alert(1)</script>",
]


def rendered(text: str, **known: Any) -> str:
    return template.parse(text).render({"segredo": "s3cr3t", **known}.__getitem__)


@pytest.mark.parametrize("said", HOSTILE)
def test_what_a_customer_writes_is_put_in_as_it_is(said: str) -> None:
    assert rendered("Você disse: {{ nome }}.", nome=said) == f"Você disse: {said}."
    assert rendered("{{ a }}{{ b }}", a=said, b=said) == said * 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("", ""),
        (True, "sim"),
        (False, "não"),
        (2019, "2019"),
        (-3, "-3"),
        (2.0, "2"),
        (2.5, "2,5"),
        (-0.1, "-0,1"),
        (1234567.89, "1234567,89"),
        (1000000.0, "1000000"),
        (1e15, "1000000000000000"),
        (0.00001, "0,00001"),
        (("a", None, 2.5), "a, , 2,5"),
        ([], ""),
    ],
)
def test_a_value_is_shown_as_brazilians_write_it(value: Any, shown: str) -> None:
    assert rendered("{{ x }}", x=value) == shown


def test_a_slot_may_hold_any_expression() -> None:
    assert rendered('{{ x or "sem nome" }} {{x == 1}}', x=None) == "sem nome não"


def test_a_slot_may_go_over_lines() -> None:
    assert rendered("a {{\n x \n}} b", x=1) == "a 1 b"


def test_a_text_without_slots_is_itself() -> None:
    assert rendered("{ um } } dois { %s {0}") == "{ um } } dois { %s {0}"


def test_a_template_knows_the_names_it_reads() -> None:
    assert template.parse("{{ a }} b {{ c.d == e }}").names == {"a", "c.d", "e"}


@pytest.mark.parametrize(
    "text", ["{{ nome", "{{ nome }", "{{ a }} {{ b", "{{ }}", "{{ 7*7 }}", "{{ a.b() }}", "{{{ a }}}"]
)
def test_a_slot_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        template.parse(text)
