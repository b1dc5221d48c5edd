"""What is personal becomes an invention of the same shape; the same thing always the same one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zapbot.flow import answers
from zapbot.flow.recording.masking import Mask


def mask() -> Mask:
    """For Ana Ribeiro da Costa."""
    return Mask("Ana Ribeiro da Costa")


@pytest.mark.parametrize(
    "secret",
    [
        "ana.ribeiro@uol.com.br",
        "529.982.247-25",
        "52998224725",
        "11 98765-4321",
        "(11) 98765-4321",
        "+55 11 98765-4321",
        "01310-100",
        "ABC1D23",
        "abc-1234",
        "12345",
        "4539 1488 0343 6467",
        "21/07/1984",
        "R$ 12.345,67",
    ],
)
def test_what_is_personal_is_replaced_wherever_it_stands(secret: str) -> None:
    masked = mask().text(f"oi, é {secret}, tá?")
    assert secret not in masked
    assert masked.startswith("oi, é ")
    assert masked.endswith(", tá?")


@pytest.mark.parametrize(
    "secret", ["529.982.247-25", "+55 11 98765-4321", "01310-100", "abc-1d23", "12345,67", "21/07/1984"]
)
def test_the_shape_stays(secret: str) -> None:
    assert shape(mask().text(secret)) == shape(secret)


def shape(text: str) -> str:
    """Letters and digits as one each."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"[0-9]", "9", text))


def test_what_a_flow_accepts_it_accepts_masked() -> None:
    assert answers.cpf(mask().text("529.982.247-25"))
    assert answers.plate(mask().text("abc-1d23"))
    assert answers.cep(mask().text("01310-100"))
    assert answers.email(mask().text("ana@uol.com.br"))
    assert answers.date(mask().text("21/07/1984"))


@pytest.mark.parametrize(
    "text", ["2019", "às 18:00", "são 3 carros, 1234", "2a via", "carro 2019", "Não entendi", "Rosa choque"]
)
def test_what_says_nothing_of_anybody_stays(text: str) -> None:
    assert mask().text(text) == text


def test_the_contacts_own_names_are_replaced_in_any_case() -> None:
    one = mask()
    assert one.name == "Maria Souza da Lima" or "Ana" not in one.name
    masked = one.text("aqui é a ana, ANA RIBEIRO")
    assert "ana" not in masked.lower().replace("maria", "")
    assert "ribeiro" not in masked.lower()


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("me chamo jurema dantas", "jurema"),
        ("Meu nome é Jurema", "Jurema"),
        ("sou a Jurema", "Jurema"),
        ("é da Fernanda", "Fernanda"),
    ],
)
def test_names_are_found_by_the_words_before_them_and_by_a_list(text: str, gone: str) -> None:
    assert gone not in mask().text(text)


def test_sou_a_without_a_name_stays() -> None:
    assert mask().text("sou a favor") == "sou a favor"


def test_the_same_thing_is_always_the_same_invention() -> None:
    one = mask()
    number = one.text("11 98765-4321")
    assert one.text("é 11987654321 mesmo") == f"é {re.sub(r'[^0-9]', '', number)} mesmo"
    assert one.text("a@b.com") == one.text("a@b.com") != one.text("c@b.com")
    assert one.as_name("Jurema") == one.text("Jurema")


def test_data_is_masked_however_deep() -> None:
    masked = mask().data({"cliente": {"cpf": "52998224725", "idade": 40}, "telefones": ["11987654321"]})
    assert masked["cliente"]["idade"] == 40
    assert "52998224725" not in str(masked)
    assert "11987654321" not in str(masked)


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_no_long_number_survives(text: str) -> None:
    masked = mask().text(text)
    for number in re.findall(r"[0-9]{7,}", text):
        assert number not in masked


def test_an_invention_is_not_replaced_again() -> None:
    one = mask()
    assert one.text("me chamo Jurema") == f"me chamo {one.as_name('Jurema')}"
    assert one.text("Jurema e ana") == f"{one.as_name('Jurema')} e {one.as_name('Ana').lower()}"
