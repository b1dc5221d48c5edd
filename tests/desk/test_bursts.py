"""Texts typed shortly after one another are answered as one, when the flow asks for it."""

import pytest

from tests.desk.shop import BIA, Shop
from zapbot.store import bursts, contacts
from zapbot.store.db import transaction

FLOW = """
zapbot: 1
flow: loja
settings: {debounce: 5s}
triggers:
  - keyword: comprar
vars: {pedido: text}
nodes:
  oi:
    message: {text: O que deseja?, buttons: {pao: "Pão", leite: Leite}}
  espera:
    wait: {save: pedido, accept: '(?s).+', on_invalid: estranho, next: anota}
  anota:
    set: {contact.ultimo: "{{ pedido }}"}
    message: "Anotado: {{ pedido }}"
    next: espera
  estranho:
    message: "Depois de {{ contact.ultimo }}, isto não entendi."
    next: espera
"""


@pytest.fixture
def talking(shop: Shop) -> Shop:
    """A shop where the bot waits for Ana's order."""
    shop.imports(FLOW)
    shop.writes("comprar")
    shop.passes(5)
    assert shop.said() == ["O que deseja?"]
    return shop


def test_several_texts_are_answered_as_one_after_the_pause(talking: Shop) -> None:
    talking.writes("pão", later=1)
    talking.writes("leite", "e queijo", later=2)
    talking.passes(4.9)
    assert talking.said() == ["O que deseja?"]
    talking.passes(0.2)
    assert talking.said() == ["O que deseja?", "Anotado: pão\nleite\ne queijo"]


def test_the_pause_counts_from_the_latest_text(talking: Shop) -> None:
    for text in ("um", "dois", "três"):
        talking.writes(text)
        talking.passes(4)
    assert talking.said() == ["O que deseja?"]
    talking.passes(1)
    assert talking.said()[-1] == "Anotado: um\ndois\ntrês"


def test_what_was_gathered_outlives_a_restart(talking: Shop) -> None:
    talking.writes("pão")
    talking.restart()
    talking.writes("leite", later=1)
    talking.restart()
    talking.passes(5)
    assert talking.said()[-1] == "Anotado: pão\nleite"


def test_a_tap_is_answered_at_once_after_what_was_gathered_and_knows_what_that_changed(talking: Shop) -> None:
    talking.writes("queijo")
    talking.taps("pao", "Pão")
    assert talking.said() == ["O que deseja?", "Anotado: queijo", "Depois de queijo, isto não entendi."]
    talking.passes(10)
    assert len(talking.said()) == 3


def test_texts_that_come_before_the_flow_has_begun_belong_to_the_same_burst(shop: Shop) -> None:
    shop.imports(FLOW)
    shop.writes("quero comprar")
    shop.writes("é urgente", later=1)
    assert shop.said() == []
    shop.passes(5)
    assert shop.said() == ["O que deseja?"]
    assert shop.standing() == "espera"


def test_each_customer_has_a_pause_of_their_own(talking: Shop) -> None:
    talking.writes("pão")
    talking.writes("comprar", who=BIA, later=3)
    talking.passes(2)
    assert (talking.said()[-1], talking.said(BIA)) == ("Anotado: pão", [])
    talking.passes(3)
    assert talking.said(BIA) == ["O que deseja?"]


def test_a_text_no_flow_waits_for_is_explained_at_once(shop: Shop) -> None:
    shop.imports(FLOW)
    shop.writes("bom dia")
    assert shop.silences() == ["no trigger of any flow fits this message"]
    assert bursts.next_due(shop.db) is None


def test_without_debounce_every_text_is_answered_at_once(shop: Shop) -> None:
    shop.imports(FLOW.replace("settings: {debounce: 5s}", "settings: {mode: ignore}"))
    shop.writes("comprar", "pão", "leite")
    assert shop.said() == ["O que deseja?", "Anotado: pão", "Anotado: leite"]
    assert bursts.next_due(shop.db) is None


def test_after_a_person_took_over_what_was_gathered_is_only_explained(talking: Shop) -> None:
    talking.writes("pão")
    talking.staff_writes("Oi Ana!")
    talking.passes(5)
    assert "Anotado: pão" not in talking.said()
    assert talking.silences() == ["a person has this conversation"]


def test_two_contacts_that_become_one_keep_both_texts(talking: Shop) -> None:
    talking.writes("pão")
    talking.writes("comprar", who=BIA, later=1)
    ana, bia = talking.column("select id from contacts order by id")
    with transaction(talking.db):
        contacts.merge(talking.db, ana, bia)
    burst = bursts.take(talking.db, ana)
    assert burst is not None
    assert burst.text == "pão\ncomprar"
