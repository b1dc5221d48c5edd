"""A system of the business starts a flow by a webhook of its own."""

import json

import pytest

from tests.desk.shop import ANA, Shop
from zapbot.store import journal

FLOW = """
zapbot: 1
flow: lead
triggers:
  - webhook: lead-site
    template: retorno_lead
  - webhook: pos-venda
    next: obrigado
vars:
  origem: {type: text, default: whatsapp}
  ano: int
  novo: bool
  quando: date
nodes:
  ola:
    message: "Veio de {{ origem }}: {{ ano }} {{ novo }} {{ quando }}."
  espera:
    wait: {save: origem, accept: '.+', on_invalid: fim, next: fim}
  obrigado:
    message: Obrigado!
    next: fim
  fim:
    end: {}
"""
LEAD = {"phone": "(11) 95555-0101", "name": "Ana Ribeiro", "origem": "site", "ano": 2019, "novo": True}


@pytest.fixture
def site(shop: Shop) -> Shop:
    """A shop whose web site sends leads."""
    shop.imports(FLOW)
    return shop


def open_window(shop: Shop) -> None:
    """Ana writes something the bot does not know."""
    shop.writes("bom dia")


def test_with_the_window_closed_the_template_goes_first_and_the_answer_begins_the_flow(site: Shop) -> None:
    site.hook("lead-site", LEAD)
    assert site.said() == ["[retorno_lead]"]
    assert site.column("select name from contacts") == ["Ana Ribeiro"]
    site.writes("sim, pode falar", later=3600)
    assert site.said() == ["[retorno_lead]", "Veio de site: 2019 sim ."]
    assert site.standing() == "espera"


def test_with_the_window_open_the_flow_begins_at_once(site: Shop) -> None:
    open_window(site)
    site.hook("lead-site", LEAD)
    assert site.said() == ["Veio de site: 2019 sim ."]


def test_the_trigger_says_where_the_flow_begins(site: Shop) -> None:
    open_window(site)
    site.hook("pos-venda", {"phone": ANA})
    assert site.said() == ["Obrigado!"]


def test_a_closed_window_without_a_template_is_explained_once(site: Shop) -> None:
    site.hook("pos-venda", {"phone": ANA})
    assert site.said() == []
    assert site.silences() == ["the 24-hour window is closed and the trigger has no template"]
    assert journal.count(site.db, "hook.received") == 1


def test_a_contact_in_another_flow_is_left_in_it(site: Shop) -> None:
    open_window(site)
    site.hook("lead-site", LEAD)
    site.hook("lead-site", {**LEAD, "origem": "outra"})
    assert site.said() == ["Veio de site: 2019 sim ."]
    assert site.silences()[-1] == "the contact is in another flow"


def test_a_contact_a_person_talks_to_is_left_alone(site: Shop) -> None:
    site.staff_writes("Oi Ana!")
    site.hook("lead-site", LEAD)
    assert site.said() == []
    assert site.silences() == ["a person has this conversation"]


def test_values_are_taken_as_the_type_they_are_declared_and_what_does_not_fit_is_left_out(site: Shop) -> None:
    open_window(site)
    strange = {"origem": 7, "ano": "dois mil", "novo": "não", "quando": "2/3/26", "outra": "x", "codigo": {"a": 1}}
    site.hook("lead-site", {"phone": ANA, **strange})
    assert site.said() == ["Veio de 7:  não 02/03/2026."]
    (state,) = site.column("select state from executions")
    assert json.loads(state)["vars"] == {"origem": "7", "ano": None, "novo": False, "quando": "2026-03-02"}


@pytest.mark.parametrize("value", [["a"], {"a": 1}, None])
def test_what_is_no_single_value_leaves_the_default(site: Shop, value: object) -> None:
    open_window(site)
    site.hook("lead-site", {"phone": ANA, "origem": value})
    assert site.said() == ["Veio de whatsapp:   ."]


def test_the_body_cannot_pose_as_a_template(site: Shop) -> None:
    open_window(site)
    site.hook("lead-site", {"phone": ANA, "origem": "{{ contact.phone }} {{ 7 * 7 }}"})
    assert site.said() == ["Veio de {{ contact.phone }} {{ 7 * 7 }}:   ."]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"nonsense", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"phone": "\\ud800"}', "not"),
        (b"[]", "not an object"),
        (b'"5511955550101"', "not an object"),
        (b"{}", "names no phone"),
        (b'{"phone": null}', "names no phone"),
        (b'{"phone": ["5511955550101"]}', "names no phone"),
        (b'{"phone": true}', "phone"),
        (b'{"phone": ""}', "not a phone number"),
        (b'{"phone": "nenhum"}', "not a phone number"),
        (b'{"phone": 5}', "not a phone number"),
    ],
)
def test_a_body_that_says_nothing_useful_is_a_dead_letter_and_touches_nobody(site: Shop, body: bytes, why: str) -> None:
    site.hook("lead-site", body)
    (reason,) = site.dead()
    assert why in reason
    assert "Traceback" not in reason
    assert site.column("select count(*) from contacts") == [0]


def test_a_webhook_no_flow_has_any_more_is_a_dead_letter(site: Shop) -> None:
    site.hook("lead-antigo", LEAD)
    assert site.dead() == ["no active flow has the trigger webhook: lead-antigo"]


def test_a_number_is_the_same_person_however_it_is_written(site: Shop) -> None:
    open_window(site)
    for number in ("+55 (11) 95555-0101", 5511955550101, "11 95555-0101", "011 95555-0101"):
        site.hook("pos-venda", {"phone": number})
    assert site.column("select count(*) from contacts") == [1]
    assert site.said() == ["Obrigado!"] * 4


def test_a_name_does_not_replace_the_one_that_is_known(site: Shop) -> None:
    open_window(site)
    site.hook("pos-venda", {"phone": ANA, "name": "Fulano"})
    site.hook("pos-venda", {"phone": ANA, "name": 7})
    assert site.column("select name from contacts") == ["Ana Ribeiro"]


def test_poison_among_hooks_and_messages_holds_nobody_up(site: Shop) -> None:
    open_window(site)
    site.hook("lead-site", b"poison")
    site.hook("pos-venda", {"phone": ANA})
    assert site.said() == ["Obrigado!"]
    assert len(site.dead()) == 1
