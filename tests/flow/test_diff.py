"""What two flows differ in, said in the words of their files."""

import pytest

from zapbot.flow import diff, reader
from zapbot.flow.definition import Flow

FLOW = """zapbot: 1
flow: pedido
name: Pedido
triggers:
  - keyword: [pedido, comprar]
  - {keyword: {regex: 'quanto (custa|fica)'}, next: preco}
vars: {tipo: option, ano: int}
anytime:
  sair|parar: fim
settings: {priority: 1}
nodes:
  pergunta:
    tag: pedido
    message: {text: Qual?, buttons: {a: Carro, b: Moto}}
  espera:
    wait:
      save: tipo
      options: {a: preco, b: preco}
      on_invalid: fim
      timeout: 30m
      on_timeout: fim
  preco:
    message: Custa dez.
  regra:
    condition:
      - {if: ano < 1995, next: fim}
      - {if: ano > 2020, next: pergunta}
      - {else: fim}
  fim:
    end: Tchau.
"""


def flow(text: str = FLOW) -> Flow:
    """The flow of a text."""
    loaded = reader.load(text, "pedido.yaml")
    assert loaded.flow is not None, loaded.problems
    return loaded.flow


def lines(old: str, new: str) -> list[str]:
    """What changes when a part of the file is replaced."""
    assert old in FLOW
    return [str(change) for change in diff.compare(flow(), flow(FLOW.replace(old, new, 1)))]


def test_a_flow_does_not_differ_from_itself() -> None:
    assert diff.compare(flow(), flow()) == []
    assert diff.summary([]) == "means the same"


def test_comments_quotes_order_of_keys_and_versions_are_no_difference() -> None:
    changed = FLOW.replace("message: Custa dez.", 'message: "Custa dez."   # ten').replace(
        "on_invalid: fim\n      timeout: 30m", "timeout: 30m\n      on_invalid: fim"
    )
    assert changed != FLOW
    assert diff.compare(flow(), flow(changed)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Custa dez.", "Custa onze.", ["~ preco: text: Custa dez. → Custa onze."]),
        ("b: Moto}", "b: Motocicleta}", ["~ pergunta: buttons.b: Moto → Motocicleta"]),
        ("{a: Carro, b: Moto}", "{b: Moto, a: Carro}", ["~ pergunta: order: a, b → b, a"]),
        ("b: Moto}", "b: Moto, c: Barco}", ["+ pergunta: buttons.c: Barco"]),
        ("timeout: 30m", "timeout: 45m", ["~ espera: timeout: 30m → 45m"]),
        ("timeout: 30m", "tries: 5\n      timeout: 30m", ["~ espera: tries: 3 → 5"]),
        ("on_timeout: fim", "on_timeout: pergunta", ["~ espera: exit on_timeout: fim → pergunta"]),
        ("options: {a: preco, b: preco}", "options: {a: preco}", ["- espera: exit options.b → preco"]),
        ("message: Custa dez.", "message: Custa dez.\n    next: fim", ["~ preco: exit next: regra → fim"]),
        ("tag: pedido", "tag: [pedido, quente]", ["~ pergunta: tag: pedido → pedido, quente"]),
        ("[pedido, comprar]", "[pedido]", ["- trigger keyword comprar → pergunta"]),
        ("next: preco}", "next: pergunta}", ["~ trigger regex quanto (custa|fica): preco → pergunta"]),
        ("ano: int", "ano: text", ["~ variable ano: int → text"]),
        ("ano: int}", "ano: int, cor: text}", ["+ variable cor: text"]),
        ("sair|parar: fim", "sair: fim", ["- anytime word parar → fim"]),
        (
            "sair|parar: fim",
            "sair|parar: preco",
            ["~ anytime word sair: fim → preco", "~ anytime word parar: fim → preco"],
        ),
        ("priority: 1", "priority: 2", ["~ setting priority: 1 → 2"]),
        ("name: Pedido", "name: Compra", ["~ setting name: Pedido → Compra"]),
        ("end: Tchau.", "transfer: vendas", ["~ node fim: end → transfer"]),
        ("ano < 1995", "ano < 1990", ["+ regra: exit if ano < 1990 → fim", "- regra: exit if ano < 1995 → fim"]),
    ],
)
def test_each_kind_of_change_is_one_line(old: str, new: str, said: list[str]) -> None:
    assert sorted(lines(old, new)) == sorted(said)


def test_the_order_of_conditions_is_a_difference() -> None:
    swapped = FLOW.replace("      - {if: ano < 1995, next: fim}\n", "").replace(
        "      - {else: fim}", "      - {if: ano < 1995, next: fim}\n      - {else: fim}"
    )
    (change,) = diff.compare(flow(), flow(swapped))
    assert (change.where, change.name) == ("regra", "order")


def test_a_node_put_between_two_is_added_and_the_way_to_it_changed() -> None:
    said = lines("  preco:\n", "  brinde:\n    message: Oba!\n  preco:\n")
    assert said == ["+ node brinde: message (next → preco)"]
    said = lines("  regra:\n", "  brinde:\n    message: Oba!\n  regra:\n")
    assert said == ["~ preco: exit next: regra → brinde", "+ node brinde: message (next → regra)"]


def test_a_removed_node_stands_where_it_stood() -> None:
    said = lines("  preco:\n    message: Custa dez.\n", "  valor:\n    message: Custa dez.\n")
    assert "- node preco: message (next → regra)" in said
    assert "+ node valor: message (next → regra)" in said


def test_another_first_node_is_another_target_of_the_triggers() -> None:
    said = lines("  pergunta:\n", "  ola:\n    message: Oi.\n  pergunta:\n")
    assert "~ trigger keyword pedido: pergunta → ola" in said


def test_a_long_text_is_cut_in_the_line_but_kept_in_the_data() -> None:
    (change,) = diff.compare(flow(), flow(FLOW.replace("Custa dez.", "Custa " + "muito " * 50)))
    assert len(str(change)) < 130
    assert change.after is not None
    assert change.after.count("muito") == 50


def test_a_summary_counts_parts() -> None:
    changed = FLOW.replace("Custa dez.", "Custa onze.").replace("Qual?", "Qual deles?").replace("30m", "1h")
    assert diff.summary(diff.compare(flow(), flow(changed))) == "2 texts changed, 1 value changed"
