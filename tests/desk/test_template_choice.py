"""Choosing a template: only what may be sent, with all it takes, shown as it will look."""

import pytest

from tests.desk import approved
from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot.desk import consent, template_choice, templates
from zapbot.errors import NotFoundError
from zapbot.model import Template, TemplateButton
from zapbot.templates import Button, Definition, Header

PLACE = Definition(name="loja", header=Header("location"), body="Estamos aqui.")
FORM = Definition(name="cadastro", body="Preencha.", buttons=(Button("flow", "Abrir"),))


@pytest.fixture
def desk(office: Office) -> Office:
    """An office with templates, to which Ana wrote."""
    office.post(post(text("wamid.ANA1", "bom dia")))
    approved.keep(office.db, *(approved.PLAIN, approved.NUMBERED, approved.RICH, approved.PROMOTION, PLACE, FORM))
    return office


def choices(office: Office, words: str = "") -> dict[str, str | None]:
    return {one.template.name: one.closed for one in template_choice.choices(office.db, 1, words, T0)}


def test_only_what_a_person_can_fill_in_may_be_chosen(desk: Office) -> None:
    assert choices(desk) == {
        "aviso_entrega": None,
        "bom_dia": None,
        "cadastro": "unfit",
        "lembrete": None,
        "loja": "unfit",
        "promocao": None,
    }


def test_marketing_is_closed_to_who_wants_none(desk: Office) -> None:
    consent.opt_out(desk.db, 1, "contact", T0, T0)
    assert choices(desk)["promocao"] == "unwanted"
    assert choices(desk)["lembrete"] is None


def test_templates_are_found_by_all_the_words_in_name_or_text(desk: Office) -> None:
    assert list(choices(desk, "clínica")) == ["lembrete"]
    assert list(choices(desk, "saiu ENTREGA")) == ["aviso_entrega"]
    assert choices(desk, "não há") == {}


def test_what_is_not_approved_is_not_offered(desk: Office) -> None:
    approved.keep(desk.db, Definition(name="nova", body="Oi"), status="PENDING")
    assert "nova" not in choices(desk)
    id = desk.one("select id from templates where name = 'nova'")
    with pytest.raises(NotFoundError):
        template_choice.get(desk.db, id)


def test_every_part_that_takes_something_has_a_field() -> None:
    assert [field.name for field in template_choice.fields(approved.RICH)] == ["file", "v.nome", "v.pedido", "b.1"]
    assert [field.name for field in template_choice.fields(approved.PROMOTION)] == ["header", "v.1", "b.0"]
    assert template_choice.fields(approved.PLAIN) == []


def test_what_is_filled_in_is_a_message_that_may_be_sent(desk: Office) -> None:
    given = {"v.nome": "Bia ", "v.pedido": "B-7", "b.1": "B-7"}
    assert template_choice.filled(approved.RICH, given, approved.PICTURE) == approved.FILLED
    assert templates.trouble(desk.db, approved.FILLED) is None
    numbered = template_choice.filled(approved.NUMBERED, {"v.1": "Ana", "v.2": "amanhã"}, None)
    assert numbered == Template("lembrete", params=("Ana", "amanhã"))
    promotion = template_choice.filled(approved.PROMOTION, {"header": "hoje", "v.1": "20%", "b.0": "PAO"}, None)
    assert promotion.buttons == (TemplateButton(0, "copy_code", "PAO"),)
    assert templates.trouble(desk.db, promotion) is None


def test_what_is_left_empty_is_not_sent_but_shown_by_its_example(desk: Office) -> None:
    given = {"v.1": "", "v.2": "às 9h"}
    empty = template_choice.filled(approved.NUMBERED, given, None)
    assert templates.trouble(desk.db, empty)
    assert template_choice.shown(approved.NUMBERED, given, None).body == "Olá Ana, até às 9h na clínica."
    assert template_choice.shown(approved.RICH, {"b.1": "X-1"}, None).buttons[1].value == "https://loja.example/p/X-1"
