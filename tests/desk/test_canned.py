"""Ready answers: found as one types, filled with what is known, and what is not known stays to be seen."""

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0
from zapbot.desk import canned
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.model import Contact
from zapbot.store import audit, canned_replies

MARIA = Contact(1, "Maria Lima", "5521955550109", {"placa": "ABC1D23", "ano": 2020, "vazio": None}, (), None)
NAMELESS = Contact(2, None, None, {}, (), None)


@pytest.fixture
def ready(office: Office) -> Office:
    """An office with three ready answers."""
    for shortcut, text in (
        ("horario", "Olá {first_name}, abrimos às 8h."),
        ("pix", "A chave é padaria@pix.example, {nome}. Placa {placa}, {phone}."),
        ("tchau", "Até o próximo horário! {agent}"),
    ):
        canned.save(office.db, None, shortcut, text, "user:1", T0)
    return office


def found(office: Office, typed: str, contact: Contact = MARIA) -> list[canned.Filled]:
    return canned.offered(office.db, typed, contact, "Lia")


def test_a_shortcut_comes_before_a_word_of_the_text(ready: Office) -> None:
    assert [one.shortcut for one in found(ready, "hor")] == ["horario", "tchau"]
    assert [one.shortcut for one in found(ready, "HORÁRIO")] == ["horario", "tchau"]
    assert [one.shortcut for one in found(ready, "")] == ["horario", "pix", "tchau"]
    assert found(ready, "nada disso") == []


def test_variables_are_filled_in_both_languages_and_with_the_contacts_own_fields(ready: Office) -> None:
    (one,) = found(ready, "pix")
    assert one.text == "A chave é padaria@pix.example, Maria Lima. Placa ABC1D23, +55 21 95555-0109."
    assert one.missing == ()
    assert found(ready, "tchau")[0].text == "Até o próximo horário! Lia"
    assert found(ready, "horario")[0].text == "Olá Maria, abrimos às 8h."


def test_what_is_not_known_stays_and_is_named(ready: Office) -> None:
    (one,) = found(ready, "pix", NAMELESS)
    assert one.missing == ("nome", "placa", "phone")
    assert "{placa}" in one.text


def test_braces_that_are_no_variable_are_left_alone() -> None:
    assert canned.unfilled('{"a": 1} {} { x } {12} {pedido} {não}') == ("pedido", "não")


@pytest.mark.parametrize(
    ("shortcut", "text"), [("", "x"), ("com espaço", "x"), ("a" * 41, "x"), ("ok", " "), ("ok", "x" * 4097)]
)
def test_a_strange_shortcut_or_text_is_refused(ready: Office, shortcut: str, text: str) -> None:
    with pytest.raises(UsageError):
        canned.save(ready.db, None, shortcut, text, "user:1", T0)


def test_a_shortcut_is_one_answers_only_whatever_its_capitals(ready: Office) -> None:
    with pytest.raises(ConflictError):
        canned.save(ready.db, None, "/PIX", "outra", "user:1", T0)
    (pix,) = [one for one in canned_replies.listed(ready.db) if one.shortcut == "pix"]
    canned.save(ready.db, pix.id, "/Pix", "nova", "user:2", T0 + 1)
    assert canned_replies.get(ready.db, pix.id).text == "nova"
    assert audit.listed(ready.db, 1)[0].what == "canned.saved"


def test_an_answer_that_is_removed_is_gone(ready: Office) -> None:
    canned.remove(ready.db, 1, "user:1", T0)
    assert [one.shortcut for one in found(ready, "")] == ["pix", "tchau"]
    with pytest.raises(NotFoundError):
        canned.remove(ready.db, 1, "user:1", T0)
