"""A conversation outside of any database: triggers that are no message, time, calls, people."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.flow import casefiles
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Start
from zapbot.flow.effects import Call, Say, Transfer
from zapbot.flow.events import Called, Input
from zapbot.flow.hours import parse
from zapbot.flow.scene import Person
from zapbot.flow.sim import Moment, Sim
from zapbot.model import summary

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
LEAD: dict[str, Any] = {
    "triggers": [
        {"webhook": "lead", "template": "retorno", "next": "ola"},
        {"webhook": "aviso"},
        {"schedule": {"cron": "0 9 * * 1-5", "template": "retomada"}},
    ],
    "vars": {"origem": {"type": "text", "default": "whatsapp"}, "ano": "int"},
    "nodes": {
        "inicio": {"message": "Início"},
        "ola": {"message": "{{ origem }} {{ ano }}"},
        "espera": {"wait": {"timeout": "1h", "on_timeout": "fim", "next": "fim"}},
        "fim": {"end": "Fim"},
    },
}


def said(moments: list[Moment]) -> list[str]:
    return [summary(e.content) for moment in moments for e in moment.effects if isinstance(e, Say)]


def begin(flow: Flow, number: int, **given: Any) -> Start:
    """What the desk makes of a trigger of a flow."""
    trigger = flow.triggers[number]
    return Start(flow, "x", trigger.next, trigger.template, trigger.kind == "schedule", given)


def test_a_webhook_begins_with_its_template_and_goes_on_when_the_customer_answers() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    assert said(sim.start(begin(flow, 0, origem="site", ano="2020", outro="x"))) == ["[retorno]"]
    assert sim.after(3600 * 48) == []
    assert said(sim.say(Input("sim"))) == ["site 2020"]


def test_with_the_window_open_no_template_is_needed() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    sim.say(Input("qualquer coisa"))
    assert said(sim.start(begin(flow, 0, ano="não é um ano"))) == ["whatsapp "]
    assert said(sim.after(3600)) == ["Fim"]


def test_a_window_is_closed_after_a_day() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    sim.say(Input("qualquer coisa"))
    sim.after(24 * 3600)
    assert said(sim.start(begin(flow, 0))) == ["[retorno]"]


def test_without_template_and_window_nothing_begins() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    assert [m.reason for m in sim.start(begin(flow, 1))] == [
        "the 24-hour window is closed and the trigger has no template"
    ]


def test_a_schedule_sends_its_template_even_with_the_window_open() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    sim.say(Input("qualquer coisa"))
    assert said(sim.start(begin(flow, 2))) == ["[retomada]"]
    assert said(sim.say(Input("oi"))) == ["Início", "whatsapp "]


def test_who_is_in_a_conversation_is_left_in_peace() -> None:
    flow = casefiles.flow(LEAD)
    sim = Sim([flow], MONDAY)
    sim.say(Input("qualquer coisa"))
    sim.start(begin(flow, 1))
    assert [m.reason for m in sim.start(begin(flow, 0))] == ["the contact is in a conversation already"]
    sim.take_over()
    assert [m.reason for m in sim.start(begin(flow, 0))] == ["the contact is in a conversation already"]
    assert [m.reason for m in sim.say(Input("oi"))] == ["a person has this conversation"]


def test_a_team_is_closed_by_its_hours() -> None:
    nodes = {"p": {"transfer": {"to": "vendas", "closed": "fim"}}, "fim": {"end": "Fechado"}}
    flow = casefiles.flow({"nodes": nodes})
    hours = {"vendas": parse("seg-sex 08:00-18:00")}
    assert said(Sim([flow], MONDAY.replace(hour=18), hours=hours).say(Input("oi"))) == ["Fechado"]
    effects = Sim([flow], MONDAY, hours=hours).say(Input("oi"))[0].effects
    assert effects == (Transfer("vendas"),)


def test_a_contact_who_wrote_before_is_not_new() -> None:
    flow = casefiles.flow(
        {"triggers": [{"new_contact": "true"}], "nodes": {"fim": {"end": "Bem-vindo"}}},
    )
    assert said(Sim([flow], MONDAY).say(Input("oi"))) == ["Bem-vindo"]
    assert said(Sim([flow], MONDAY, new_contact=False).say(Input("oi"))) == []


def test_fields_and_tags_are_the_contacts_from_then_on() -> None:
    nodes = {
        "a": {"set": {"contact.name": "Ana Lima", "contact.cor": "azul"}, "tag": "x"},
        "fim": {"end": "{{ contact.first_name }}"},
    }
    sim = Sim([casefiles.flow({"nodes": nodes})], MONDAY, Person("Maria", tags=("x", "y")))
    sim.say(Input("oi"))
    assert (sim.person.name, sim.person.fields, sim.person.tags) == ("Ana Lima", {"cor": "azul"}, ("x", "y"))


def ask(next: str) -> dict[str, Any]:
    return {"http": {"url": "https://loja.example/", "next": next, "on_error": "fim"}}


def test_calls_are_answered_one_after_the_other() -> None:
    flow = casefiles.flow({"nodes": {"a": ask("b"), "b": ask("fim"), "fim": {"end": "Fim"}}})
    asked: list[str] = []

    def answer(call: Call) -> Called:
        asked.append(call.node)
        return Called(call.id, True, {"status": 200})

    assert said(Sim([flow], MONDAY, answer=answer).say(Input("oi"))) == ["Fim"]
    assert asked == ["a", "b"]


def test_calls_in_a_circle_end_with_a_reason_instead_of_filling_the_stack() -> None:
    flow = casefiles.unchecked({"nodes": {"a": ask("b"), "b": ask("a"), "fim": {"end": None}}})
    sim = Sim([flow], MONDAY, answer=lambda call: Called(call.id, True, {"status": 200}))
    with pytest.raises(ValueError, match="runs in a circle"):
        sim.say(Input("oi"))


def test_timers_in_a_circle_end_with_a_reason_instead_of_never() -> None:
    flow = casefiles.unchecked({"nodes": {"a": {"delay": "0s", "next": "a"}, "fim": {"end": None}}})
    sim = Sim([flow], MONDAY)
    sim.say(Input("oi"))
    with pytest.raises(ValueError, match="runs in a circle"):
        sim.after(1)
