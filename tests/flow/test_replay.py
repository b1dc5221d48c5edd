"""One conversation on two sets of flows: the same until the first difference, and no further."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from zapbot.flow import reader, replay
from zapbot.flow.definition import Flow
from zapbot.flow.events import Input
from zapbot.flow.past import Asked, Began, Happening, Past, Sent, TakenOver
from zapbot.flow.replay import Exchange, World
from zapbot.flow.scene import Person

T0 = datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp()

FLOW = """zapbot: 1
flow: pedido
triggers:
  - keyword: pedido
  - {new_contact: true, next: novo}
  - {webhook: site, template: lead, next: pergunta}
vars: {tipo: text, nome: text}
nodes:
  pergunta:
    tag: pedido
    message: {text: Qual?, buttons: {a: Carro, b: Moto}}
  espera:
    wait:
      save: tipo
      options: {a: preco, b: preco}
      retry: De novo.
      on_invalid: pessoa
      timeout: 30m
      on_timeout: lembrete
  lembrete:
    message: Ainda aí?
    next: espera_mais
  espera_mais:
    wait: {options: {a: preco, b: preco}, on_invalid: pessoa, timeout: 2h, on_timeout: fim}
  preco:
    message: "{{ contact.first_name }}, custa dez."
    next: fim
  consulta:
    http: {url: 'https://loja.example/{{ tipo }}', save: {nome: nome}, next: achado, on_error: pessoa}
  achado:
    message: Achei {{ nome }}.
  fim:
    end:
  novo:
    message: Bem-vindo!
    next: fim
  pessoa:
    transfer: vendas
"""


def flow(old: str = "", new: str = "") -> Flow:
    """The flow, with a part replaced."""
    assert old in FLOW
    loaded = reader.load(FLOW.replace(old, new) if old else FLOW, "pedido.yaml")
    assert loaded.flow is not None, loaded.problems
    return loaded.flow


def said(minute: float, text: str, option: str | None = None, **more: Any) -> Sent:
    """The customer writes."""
    return Sent(T0 + 60 * minute, Input(text, "option" if option else "text", option, f"wamid.{minute}"), **more)


def play(*happenings: Happening, changed: Flow, until: float = 600, answers: tuple[Asked, ...] = ()) -> list[Exchange]:
    """A conversation on the flow and on the changed one."""
    past = Past(1, Person("Ana Ribeiro"), happenings, T0 + 60 * until, answers)
    return list(replay.play(past, World([flow()], [replace(changed, version=7)], UTC)))


def test_the_same_flow_does_the_same_to_the_end() -> None:
    exchanges = play(said(0, "pedido"), said(1, "Carro", "a"), said(2, "pedido"), changed=flow())
    assert [exchange.difference for exchange in exchanges if exchange.difference or exchange.stopped] == []
    assert [exchange.at.timestamp() - T0 for exchange in exchanges] == [0, 60, 120, 120 + 1800, 120 + 1800 + 7200]


def test_another_text_is_the_first_difference_and_nothing_follows() -> None:
    exchanges = play(said(0, "pedido"), said(1, "Carro", "a"), said(2, "pedido"), changed=flow("dez", "onze"))
    assert len(exchanges) == 2
    found = exchanges[-1].difference
    assert found is not None
    assert (found.flow, found.node, str(found.stored), str(found.changed)) == (
        "pedido",
        "preco",
        "Ana, custa dez.",
        "Ana, custa onze.",
    )


def test_another_way_stands_where_the_conversation_waited() -> None:
    found = play(said(0, "pedido"), said(1, "Carro", "a"), changed=flow("{a: preco, b", "{a: lembrete, b"))[
        -1
    ].difference
    assert found is not None
    assert (found.node, str(found.changed)) == ("espera", "Ainda aí?")


def test_a_difference_at_the_start_stands_at_the_start() -> None:
    (exchange,) = play(said(0, "pedido"), changed=flow("keyword: pedido", "keyword: compra"))
    assert exchange.difference is not None
    assert (exchange.difference.flow, exchange.difference.node) == ("pedido", "start")
    assert exchange.difference.changed is None


def test_a_timer_that_goes_off_earlier_is_a_difference_at_its_time() -> None:
    exchanges = play(said(0, "pedido"), said(25, "Carro", "a"), changed=flow("timeout: 30m", "timeout: 20m"))
    assert exchanges[-1].at.timestamp() == T0 + 20 * 60
    assert exchanges[-1].cause is None
    assert exchanges[-1].difference is not None
    assert (exchanges[-1].difference.stored, str(exchanges[-1].difference.changed)) == (None, "Ainda aí?")


def test_a_timer_changed_beyond_what_happened_is_no_difference() -> None:
    changed = flow("timeout: 30m", "timeout: 20m")
    exchanges = play(said(0, "pedido"), said(15, "Carro", "a"), changed=changed)
    assert not any(exchange.difference for exchange in exchanges)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  preco:\n", "  valor:\n"),
        ("tag: pedido\n", "tag: [pedido, pedido]\n"),
        ("message: Ainda aí?", "message: {text: Ainda aí?, typing: 2s}"),
    ],
    ids=["renamed node", "a tag twice", "typing"],
)
def test_what_nobody_notices_is_no_difference(old: str, new: str) -> None:
    text = FLOW.replace(old, new).replace("preco", "valor") if "valor" in new else FLOW.replace(old, new)
    changed = reader.load(text, "pedido.yaml").flow
    assert changed is not None
    exchanges = play(said(0, "pedido"), said(31, "Carro", "a"), changed=changed)
    assert not any(exchange.difference for exchange in exchanges)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("tag: pedido", "tag: compra", "tags"), ("transfer: vendas", "transfer: suporte", "hands over")],
)
def test_tags_and_hand_overs_are_compared_too(old: str, new: str, kind: str) -> None:
    texts = [said(n, "azul") for n in (1, 2, 3)]
    found = play(said(0, "pedido"), *texts, changed=flow(old, new))[-1].difference
    assert found is not None
    assert found.stored is not None
    assert found.stored.kind == kind


def test_only_the_first_message_of_a_new_contact_starts_what_greets_it() -> None:
    changed = flow("Bem-vindo!", "Olá!")
    assert play(said(0, "oi", first=True), changed=changed)[-1].difference
    assert not play(said(0, "oi"), changed=changed)[-1].difference


def test_after_a_person_took_over_the_bot_is_silent_on_both_sides() -> None:
    exchanges = play(said(0, "pedido"), TakenOver(T0 + 30), said(1, "Carro", "a"), changed=flow("dez", "onze"))
    assert not any(exchange.difference for exchange in exchanges)
    assert len(exchanges) == 3


def test_who_really_had_the_conversation_counts_for_both_sides() -> None:
    changed = flow("Qual?", "Qual deles?")
    assert not play(said(0, "pedido", with_people=True), changed=changed)[-1].difference
    taken, given_back = TakenOver(T0), said(1, "pedido", with_people=False)
    assert play(taken, given_back, changed=changed)[-1].difference


def test_a_webhook_starts_the_flow_on_both_sides_and_its_values_count() -> None:
    began = Began(T0, "pedido", "webhook", "site", {"nome": "Rui"})
    assert not play(began, said(1, "sim"), changed=flow())[-1].difference
    found = play(began, changed=flow("webhook: site", "webhook: outro"))[-1].difference
    assert found is not None
    assert str(found.stored) == "template lead"


def asking(text: str = "Achei") -> tuple[Flow, Flow]:
    """The flow with a call in it, and the same with another text after it."""
    calling = FLOW.replace("options: {a: preco, b: preco}\n", "options: {a: consulta, b: consulta}\n")
    one, other = reader.load(calling, "p").flow, reader.load(calling.replace("Achei", text), "p").flow
    assert one is not None
    assert other is not None
    return one, other


def with_call(*answers: Asked, text: str = "Achei") -> Exchange:
    """The last exchange of a conversation that asks another system."""
    stored, changed = asking(text)
    happened = (said(0, "pedido"), said(1, "Carro", "a"), said(2, "oi"))
    past = Past(1, Person("Ana"), happened, T0 + 3600, answers)
    return list(replay.play(past, World([stored], [changed], UTC)))[-1]


REQUEST = {"method": "GET", "url": "https://loja.example/a", "headers": {}, "timeout": 10}


def test_calls_are_answered_as_they_were() -> None:
    known = Asked("http", REQUEST, True, {"status": 200, "json": {"nome": "Gol"}})
    assert not with_call(known).stopped
    found = with_call(known, text="Encontrei").difference
    assert found is not None
    assert (str(found.stored), str(found.changed)) == ("Achei Gol.", "Encontrei Gol.")


@pytest.mark.parametrize(
    "known", [[], [Asked("http", {**REQUEST, "url": "https://other.example"}, True, {"status": 200})]]
)
def test_comparing_stops_where_nobody_knows_what_was_answered(known: list[Asked]) -> None:
    last = with_call(*known, text="Encontrei")
    assert last.stopped == replay.UNANSWERED
    assert last.difference is None


def test_a_flow_that_wakes_for_ever_stops_the_comparison_and_not_the_replay() -> None:
    text = "zapbot: 1\nflow: giro\ntriggers: [{keyword: giro}]\nnodes:\n  a:\n    delay: 1s\n    next: a\n"
    loaded = reader.load(text, "giro.yaml").flow
    assert loaded is not None
    past = Past(1, Person(), (said(0, "giro"),), T0 + 10**6)
    exchanges = list(replay.play(past, World([loaded], [loaded], UTC)))
    assert exchanges[-1].stopped
    assert len(exchanges) < 1100


def test_a_conversation_without_anything_is_no_exchange() -> None:
    assert play(changed=flow()) == []
